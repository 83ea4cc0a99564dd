using System.Diagnostics;
using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Benchmarks;

/// <summary>A resume of 10,000 finished runs, with nothing left to do, takes less than 2 s.</summary>
internal static class NoOpResume
{
    public const string Name = "resume";
    private const int Rounds = 5;
    private const int Runs = 10_000;
    private const string Experiment = "speed";

    public static async Task MeasureAsync(SpeedTable table)
    {
        foreach (var runsPerCase in (int[])[10, 1])
        {
            using var folder = new ScratchFolder();
            await PrepareAsync(folder.Path, runsPerCase);
            var times = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                times.Add((await ChildMeasurement.MeasureAsync(Name, folder.Path, runsPerCase.ToString(CultureInfo.InvariantCulture)))[0]);
            }

            table.Add($"resume 10,000 finished runs, {Runs / runsPerCase:N0} cases", times, "ms", limit: 2000);
        }
    }

    /// <summary>Resumes an experiment in which everything is finished.</summary>
    public static async Task<double[]> MeasureHereAsync(string folder, string runsPerCase)
    {
        var start = Stopwatch.GetTimestamp();
        var report = await RunAsync(
            folder,
            int.Parse(runsPerCase, CultureInfo.InvariantCulture),
            new FileResultStoreOptions { Mode = ExperimentMode.Resume },
            new DelegateBenchmarkRunner((_, _) => throw new InvalidOperationException("A finished run was executed again."))
        );
        var time = Stopwatch.GetElapsedTime(start);
        return report.EarlierRuns == Runs
            ? [time.TotalMilliseconds]
            : throw new InvalidOperationException($"Only {report.EarlierRuns} of {Runs} runs were found.");
    }

    private static async Task PrepareAsync(string folder, int runsPerCase) =>
        await RunAsync(
            folder,
            runsPerCase,
            new FileResultStoreOptions { IsDurable = false },
            DelegateBenchmarkRunner.FromMetrics(_ => Metrics())
        );

    private static async Task<SweepReport> RunAsync(
        string folder,
        int runsPerCase,
        FileResultStoreOptions options,
        DelegateBenchmarkRunner runner
    )
    {
        const int Servers = 10;
        var launcher = new DelegateServerLauncher((spec, _) => Task.FromResult<IRunningServer>(new DelegateServer(spec)));
        var plan = SweepPlanner.Plan(
            new SweepDefinition
            {
                ServeParameters = ParameterSweep.Grid(("max_num_seqs", Numbers(Servers))),
                BenchParameters = ParameterSweep.Grid(("request_rate", Numbers(Runs / Servers / runsPerCase)), ("random_input_len", [512])),
                RunsPerCase = runsPerCase,
            }
        );
        var store = new FileResultStore(folder, Experiment, options);
        return await new SweepRunner(launcher, runner, new NoCacheReset(), store).RunAsync(plan);
    }

    /// <summary>As many as a result of <c>vllm bench serve</c> has.</summary>
    private static IEnumerable<KeyValuePair<string, double>> Metrics()
    {
        yield return new("completed", 1000);
        foreach (var metric in (string[])["ttft", "tpot", "itl", "e2el"])
        {
            foreach (var statistic in (string[])["mean", "median", "std", "p50", "p90", "p95", "p99"])
            {
                yield return new($"{statistic}_{metric}_ms", 123.456789012345);
            }
        }

        foreach (var metric in (string[])["duration", "request_throughput", "output_throughput", "total_token_throughput"])
        {
            yield return new(metric, 98765.4321098765);
        }
    }

    private static ParameterValue[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(number => (ParameterValue)(long)number)];
}
