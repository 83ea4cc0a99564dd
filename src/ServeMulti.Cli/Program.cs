using ServeMulti.Cli;

if (OpenFileCheck.FindProblem() is { } problem)
{
    Console.Error.WriteLine($"error: {problem}");
    return ExitCodes.BadInput;
}

// The console's own writer hands 256 characters at a time to the system: a large dry run is then mostly waiting.
Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), Console.Out.Encoding, bufferSize: 64 * 1024) { AutoFlush = true });
InheritedSignals.RestoreInterrupt();
return await CommandHost.RunAsync(args);
