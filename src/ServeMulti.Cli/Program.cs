using ServeMulti.Cli;

if (OpenFileCheck.FindProblem() is { } problem)
{
    Console.Error.WriteLine($"error: {problem}");
    return ExitCodes.BadInput;
}

InheritedSignals.RestoreInterrupt();
StandardStreams.Install();
StandardStreams.HideSecrets(args);
Breakdown.EndWhereMemoryEnds();
return StandardStreams.Conclude(await CommandHost.RunAsync(args));
