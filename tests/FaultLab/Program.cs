using System.Runtime.InteropServices;
using ServeMulti.FaultLab;
using ServeMulti.FaultLab.Crash;
using ServeMulti.FaultLab.Damage;
using ServeMulti.FaultLab.Disk;
using ServeMulti.FaultLab.Fuzz;
using ServeMulti.FaultLab.Misbehave;
using ServeMulti.FaultLab.Power;
using ServeMulti.FaultLab.Soak;

// Tries to break the library, for as long as one likes:
//   dotnet run -c Release --project tests/FaultLab -- TRIAL [OPTION VALUE]...
Trial[] trials =
[
    CrashTrial.Trial,
    DamageTrial.Trial,
    DiskTrial.Trial,
    FuzzTrial.Trial,
    LargeTrial.Trial,
    MisbehaveTrial.Trial,
    PowerTrial.Trial,
    SoakTrial.Trial,
];

// Hosts that are killed leave nothing in the folder for temporary files: by default the runtime keeps pipes for debuggers there.
Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
if (trials.FirstOrDefault(trial => args.FirstOrDefault() == trial.Name) is not { } chosen)
{
    Console.Error.WriteLine($"Which trial? There are:{Environment.NewLine}{string.Join(Environment.NewLine, trials.AsEnumerable())}");
    return 1;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

using var terminated = PosixSignalRegistration.Create(
    PosixSignal.SIGTERM,
    context =>
    {
        context.Cancel = true;
        interrupted.Cancel();
    }
);

try
{
    return await chosen.RunAsync(TrialArguments.Read(args[1..], chosen.Options), interrupted.Token) == TrialOutcome.Held ? 0 : 2;
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return 130;
}
