using Microsoft.Extensions.Time.Testing;
using ServeMulti.Benchmarking;
using ServeMulti.Cli.Terminal;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>The picture of the guide is what the program draws.</summary>
[TestFixture]
public sealed class TerminalPageTests
{
    [Test]
    public async Task Page_FirstPicture_IsDrawn()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(ServeMulti.Docs.RepositoryFolder.Root, "docs", "how-to", "terminal.md"));
        var picture = page.ReplaceLineEndings("\n").Split("```\n")[1].TrimEnd('\n').Split('\n');

        Assert.That(await DrawAsync(), Is.EqualTo(picture));
    }

    private static async Task<string[]> DrawAsync()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var time = new FakeTimeProvider();
        using var display = new TerminalDisplay(
            new StatusBlock(writer, () => new TerminalSize(80, 24)),
            Colours.None,
            time,
            new BestSoFar()
        );
        var screen = new Screen(80, 24);
        await display.ShowWhileAsync(
            () =>
            {
                Report(display, time);
                screen.Write(writer.ToString().Replace(Environment.NewLine, "\r\n", StringComparison.Ordinal));
                return Task.FromResult(true);
            },
            () => Task.FromResult<IReadOnlyList<Results.RunRecord>>([])
        );
        return [.. screen.Lines.Where(line => line.Length > 0)];
    }

    private static void Report(TerminalDisplay display, FakeTimeProvider time)
    {
        var plan = SweepPlanner.Plan(SampleSweep.Plan.Definition with { RunsPerCase = 4 });
        var (first, second) = (plan.Servers[0].Cases[0], plan.Servers[1].Cases[0]);
        display.Report(new SweepStarted(At(0, 0, 0), plan, "/results/a", []));
        display.Report(new ServerStarting(At(0, 0, 0), plan.Servers[0], IsRestart: false));
        display.Report(Finished(At(1, 0, 20), first, 0, 12.5));
        display.Report(Finished(At(2, 0, 30), first, 1, 12.6));
        var failure = new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, "The benchmark exited with code 7.")
        {
            RecentOutput = ["connection refused"],
        };
        display.Report(new RunFailed(At(2, 1, 31), first, 2, failure));
        display.Report(new RunFailed(At(2, 2, 32), first, 3, failure));
        display.Report(new ServerStarting(At(2, 2, 32), plan.Servers[1], IsRestart: false));
        display.Report(Finished(At(3, 2, 50), second, 0, 25));
        display.Report(Finished(At(4, 2, 60), second, 1, 25.2));
        display.Report(new RunStarted(At(4, 2, 60), second, 2));
        time.Advance(TimeSpan.FromSeconds(4));
        display.Tell("");
    }

    private static RunFinished Finished(SweepProgress progress, PlannedCase planned, int number, double throughput) =>
        new(progress, planned, number, ResultDocument.FromMetrics([new("request_throughput", throughput)]), TimeSpan.FromSeconds(9));

    private static SweepProgress At(int finished, int failed, double seconds) =>
        new(8, finished, failed, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(20));
}
