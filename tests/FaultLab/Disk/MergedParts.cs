using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.FaultLab.Disk;

/// <summary>Makes the experiments that a merge puts together.</summary>
internal static class MergedParts
{
    /// <summary>Makes one with a complete case and its load, and a case of which a run failed.</summary>
    public static async Task MakeAsync(StoryFolder folder, string name, int number)
    {
        BenchmarkCase[] cases = [.. Enumerable.Range(0, 2).Select(one => Case((2 * number) + one))];
        await using var session = await new FileResultStore(folder.Path, name, new FileResultStoreOptions { IsDurable = false }).OpenAsync(
            new Experiment
            {
                Cases = cases,
                RunsPerCase = 2,
                Ranks = [number, number],
            }
        );
        await session.SaveRunAsync(Run(cases[0], 0));
        await session.SaveRunAsync(Run(cases[0], 1));
        await session.CompleteCaseAsync(cases[0], 2);
        await session.SaveRunAsync(Run(cases[0] with { Load = new CaseLoad("request_rate", 2) }, 0));
        await session.SaveRunAsync(Run(cases[1], 0));
        await session.SaveFailureAsync(
            new FailedRun(cases[1], 1, new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, "The benchmark exited with code 1."))
        );
        await session.CompleteAsync();
    }

    private static BenchmarkCase Case(int number) =>
        new()
        {
            ServeCommand = new CommandLine("serve", "model"),
            BenchCommand = new CommandLine("bench"),
            ServeParameters = new ParameterSet { { "a", number } },
        };

    private static RunRecord Run(BenchmarkCase measured, int run) =>
        new(
            measured,
            run,
            ResultDocument.FromMetrics([new("completed", 100), new("request_throughput", run)]).With("id", $"{measured.Key} {run}")
        );
}
