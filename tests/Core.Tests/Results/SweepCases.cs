using System.Globalization;
using System.Text;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>Experiments, cases and runs to store.</summary>
internal static class SweepCases
{
    public static readonly CommandLine Serve = new("vllm", "serve", "model");

    public static readonly CommandLine Bench = new("vllm", "bench", "serve");

    public static BenchmarkCase Case(int maxNumSeqs, int inputLength = 64) =>
        new()
        {
            ServeCommand = Serve,
            BenchCommand = Bench,
            ServeParameters = new ParameterSet { { "max_num_seqs", maxNumSeqs } },
            BenchParameters = new ParameterSet { { "random_input_len", inputLength } },
        };

    public static BenchmarkCase Plain(ParameterSet serve, ParameterSet? bench = null) =>
        new()
        {
            ServeCommand = Serve,
            BenchCommand = Bench,
            ServeParameters = serve,
            BenchParameters = bench ?? ParameterSet.Empty,
        };

    public static BenchmarkCase At(this BenchmarkCase benchmarkCase, ParameterValue rate) =>
        benchmarkCase with
        {
            Load = new CaseLoad("request_rate", rate),
        };

    public static Experiment Sweep(int runs, params BenchmarkCase[] cases) => new() { Cases = cases, RunsPerCase = runs };

    public static RunRecord Run(BenchmarkCase benchmarkCase, int number, double throughput) =>
        Run(
            benchmarkCase,
            number,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"date": "20261124-061013", "completed": 100, "request_throughput": {{throughput}}, "itls": [1, 2]}"""
            )
        );

    public static RunRecord Run(BenchmarkCase benchmarkCase, int number, string json) =>
        new(benchmarkCase, number, ResultDocument.Parse(Encoding.UTF8.GetBytes(json)));

    public static FailedRun Failure(BenchmarkCase benchmarkCase, int number) =>
        new(
            benchmarkCase,
            number,
            new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, "The benchmark exited with code 1.")
            {
                ExitCode = 1,
                RecentOutput = ["last line"],
            }
        );

    public static async Task<List<RunRecord>> ListAsync(this IExperimentSession session) => await session.ListRunsAsync().ToListAsync();

    /// <summary>Saves runs whose throughput tells them apart: 100 x the number of the case + the number of the run.</summary>
    public static async Task SaveAllAsync(this IExperimentSession session, Experiment experiment, int runs)
    {
        for (var index = 0; index < experiment.Cases.Count; index++)
        {
            for (var run = 0; run < runs; run++)
            {
                await session.SaveRunAsync(Run(experiment.Cases[index], run, (100 * index) + run));
            }
        }
    }

    public static double Throughput(this RunRecord run) =>
        run.Document.TryFindMetric("request_throughput", out var value)
            ? value
            : throw new AssertionException("The run has no throughput.");
}
