using System.Globalization;
using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>The program of the README, as a process.</summary>
[Platform("Linux", Reason = "What is left of a killed host is found through /proc.")]
public sealed class SampleTests
{
    private static readonly string Executable = FindSample();

    [Test]
    public async Task Sample_KilledAndRunAgain_EndsWhatWasLeftAndDoesOnlyTheRest()
    {
        using var folder = new SweepFolder();
        var server = ServerCommand();
        using var killed = CliProcess.StartProgram(folder.Path, Executable, server);
        await killed.WaitForAsync("2 of 12: ");
        killed.Kill();
        Assert.That(killed.FindLeftovers(), Is.Not.Empty, "its server outlives a killed host");

        using var again = CliProcess.StartProgram(folder.Path, Executable, server);
        Assert.That(await again.WaitForExitAsync(), Is.Zero, again.ToString());

        Assert.That(killed.FindLeftovers(), Is.Empty);
        Assert.That(again.FindLeftovers(), Is.Empty);
        Assert.That(
            again.Output.Count(line => line.Contains(" of 12: ", StringComparison.Ordinal)),
            Is.InRange(1, 10),
            "two runs at least are kept"
        );
        Assert.That(again.Output, Has.Exactly(2).Contains("max_num_seqs=16, "), "which server is best on each workload");
        Assert.That(again.Output[^1], Is.EqualTo($"Report: {folder.At("results", "first")}/report.html"));
        Assert.That(folder.At("results", "first", "report.html"), Does.Exist);
    }

    [Test]
    public async Task Sample_CtrlC_EndsTheBenchmarkAndTheServer()
    {
        using var folder = new SweepFolder();
        using var process = CliProcess.StartProgram(folder.Path, Executable, ServerCommand());
        await process.WaitForAsync("1 of 12: ");

        process.Signal(PosixSignal.SIGINT);

        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(1), process.ToString());
        Assert.That(process.FindLeftovers(), Is.Empty);
        Assert.That(process.Error, Has.Exactly(1).Items, "one line says it");
    }

    [Test]
    public async Task Sample_ServerThatDoesNotExist_SaysSoInOneLine()
    {
        using var folder = new SweepFolder();
        using var process = CliProcess.StartProgram(folder.Path, Executable, "no-such-server serve m");

        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Some.Contains("no-such-server"));
    }

    /// <summary>Finds .../artifacts/bin/Sweep/CONFIGURATION/FirstSweep.</summary>
    private static string FindSample()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, "Sweep", own.Name, "FirstSweep");
    }

    private static string ServerCommand() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"'{CompiledProgram.Find("SimulatedServer")}' serve demo --port {TestServer.FreePort()}"
        );
}
