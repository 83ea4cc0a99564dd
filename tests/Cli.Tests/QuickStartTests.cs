using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

[TestFixture]
public sealed class QuickStartTests
{
    private static readonly string Executable = CompiledProgram.Find("QuickStart");

    [Test]
    public void Program_Lines_AreNoWiderThanAScreen() =>
        Assert.That(File.ReadAllLines(ProgramPath()), Has.All.Length.LessThanOrEqualTo(140));

    [Test]
    public async Task QuickStart_RunToItsEnd_ShowsATableTheBestTheLoadsWithinTheSlaAndWhereTheFilesAre()
    {
        using var folder = new SweepFolder();
        using var process = CliProcess.StartProgram(folder.Path, Executable);

        var exitCode = await process.WaitForExitAsync();
        Assert.That(process.FindLeftovers(), Is.Empty);
        Assert.That(exitCode, Is.Zero, process.ToString());
        Assert.That(
            process.Output.Count(line =>
                line.Contains(" of 12: SERVE-", StringComparison.Ordinal) && !line.Contains(" request_rate=", StringComparison.Ordinal)
            ),
            Is.EqualTo(12)
        );
        Assert.That(
            process.Output.Count(line =>
                line.StartsWith("max_num_seqs=", StringComparison.Ordinal)
                && line.Contains('±', StringComparison.Ordinal)
                && !line.Contains("p99_e2el_ms<=100: ", StringComparison.Ordinal)
            ),
            Is.EqualTo(4)
        );
        Assert.That(process.Output, Has.Some.StartsWith("both workloads").And.Some.Contains("max_num_seqs=16"));
        Assert.That(
            process.Output.Count(line => line.Contains("p99_e2el_ms<=100: ", StringComparison.Ordinal)),
            Is.EqualTo(2),
            "an answer for each server; how fast this machine is has no part in it"
        );
        Assert.That(process.Output, Has.Some.StartsWith("Within the SLA "));
        var isAnswered =
            process.Output.Count(line =>
                line.Contains("p99_e2el_ms<=100: ", StringComparison.Ordinal) && line.Contains(" req/s", StringComparison.Ordinal)
            ) == 2;
        Assert.That(
            process.Output.Any(line => line.StartsWith("Where no load passes, ", StringComparison.Ordinal)),
            Is.EqualTo(!isAnswered),
            "no load that passes is an answer too, and it says what to change"
        );
        Assert.That(process.Output[^3], Does.StartWith($"Every run is in {folder.At("results")} "));
        Assert.That(process.Output[^2], Does.StartWith("Try next: "));
        Assert.That(process.Output[^1], Does.StartWith($"Report: {folder.At("results", "quickstart-")}"));
        Assert.That(
            await File.ReadAllTextAsync(process.Output[^1]["Report: ".Length..]),
            Does.Contain("max_num_seqs=16").And.Contain("<svg")
        );
        var files = Directory.GetFiles(folder.At("results"), "run=*.json", SearchOption.AllDirectories);
        Assert.That(files.Count(file => !file.Contains("request_rate=", StringComparison.Ordinal)), Is.EqualTo(12));
        var marked = process.Output.Count(line =>
            line.Contains(" request_rate=", StringComparison.Ordinal)
            && line.Contains("client was the bottleneck", StringComparison.Ordinal)
        );
        Assert.That(
            files.Length - 12 - marked,
            Is.InRange(1, 24),
            "two searches of at most 12 runs; those that cannot judge are marked, repeated and beside the budget"
        );
    }

    [Test]
    [Platform("Linux", Reason = "Signals.")]
    public async Task QuickStart_CtrlC_LeavesNothingRunning()
    {
        using var folder = new SweepFolder();
        using var process = CliProcess.StartProgram(folder.Path, Executable);
        await process.WaitForAsync(" 1 of 12");

        process.Signal(PosixSignal.SIGINT);

        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(130), process.ToString());
        Assert.That(process.FindLeftovers(), Is.Empty);
        Assert.That(process.Output[^1], Does.Contain(folder.At("results", "quickstart-")));
    }

    [Test]
    [Platform("Linux", Reason = "Signals.")]
    public async Task QuickStart_Terminated_LeavesNothingRunning()
    {
        using var folder = new SweepFolder();
        using var process = CliProcess.StartProgram(folder.Path, Executable);
        await process.WaitForAsync(" 1 of 12");

        process.Signal(PosixSignal.SIGTERM);

        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(143), process.ToString());
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    private static string ProgramPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "examples", "QuickStart", "Program.cs");
}
