using ServeMulti.Cli;

if (OpenFileCheck.FindProblem() is { } problem)
{
    Console.Error.WriteLine($"error: {problem}");
    return ExitCodes.BadInput;
}

InheritedSignals.RestoreInterrupt();
return await CommandHost.RunAsync(args);
