using ServeMulti.Cli;

if (OpenFileCheck.FindProblem() is { } problem)
{
    Console.Error.WriteLine($"error: {problem}");
    return ExitCodes.BadInput;
}

InheritedSignals.RestoreInterrupt();
StandardStreams.Install();
StandardStreams.HideSecrets(args);
return StandardStreams.Conclude(await CommandHost.RunAsync(args));
