using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>A small plan, and the events of its sweep.</summary>
internal static class SampleSweep
{
    public static SweepPlan Plan { get; } =
        SweepPlanner.Plan(
            new SweepDefinition
            {
                ServeCommand = new CommandLine("vllm", "serve", "m"),
                BenchCommand = new CommandLine("bench"),
                ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])),
                RunsPerCase = 3,
            }
        );

    public static PlannedServer Server => Plan.Servers[0];

    public static PlannedCase Case => Server.Cases[0];

    public static SweepStarted Started(params string[] notes) => new(At(0, 0, 0, null), Plan, "/results/a", notes);

    public static RunFinished Finished(int finished, double secondsLeft) =>
        new(
            At(finished, 0, 10 * finished, secondsLeft),
            Case,
            finished - 1,
            ResultDocument.FromMetrics([new("request_throughput", 12.5), new("other", 1)]),
            TimeSpan.FromSeconds(9)
        );

    public static RunFailed Failed(string message, params string[] output) =>
        new(At(1, 1, 20, 60), Case, 1, new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, message) { RecentOutput = output });

    public static SweepProgress At(int finished, int failed, double seconds, double? secondsLeft) =>
        new(6, finished, failed, TimeSpan.FromSeconds(seconds), secondsLeft is { } left ? TimeSpan.FromSeconds(left) : null);
}
