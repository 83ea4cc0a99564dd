using System.Globalization;
using System.Text;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Benchmarks;

/// <summary>A large experiment: servers x benchmarks of ten runs each, with results as <c>vllm bench serve</c> writes them. The last
/// benchmark of each server is not run yet.</summary>
internal sealed class ScaleTree
{
    public const int RunsPerCase = 10;

    private const string Experiment = "scale";
    private const int Servers = 10;

    private readonly string _output;
    private readonly int _runs;

    /// <param name="output">The folder of the experiment's folder.</param>
    /// <param name="runs">The number of finished runs, a multiple of 100.</param>
    public ScaleTree(string output, int runs)
    {
        _output = output;
        _runs = runs;
        Folder = Path.Combine(output, Experiment);
        var benchmarks = runs / Servers / RunsPerCase;
        Finished = Define(benchmarks);
        All = Define(benchmarks + 1);
    }

    public string Folder { get; }

    /// <summary>Gets the definition of what is finished.</summary>
    public SweepDefinition Finished { get; }

    /// <summary>Gets the definition of what is finished and of one more benchmark for each server.</summary>
    public SweepDefinition All { get; }

    public FileResultStore Resume() =>
        new(_output, Experiment, new FileResultStoreOptions { Mode = ExperimentMode.Resume, IsDurable = false });

    public static DelegateServerLauncher Launcher() => new((spec, _) => Task.FromResult<IRunningServer>(new DelegateServer(spec)));

    /// <summary>Runs the sweep that makes the tree.</summary>
    /// <param name="requests">The number of requests of which each result holds arrays; 0: no arrays.</param>
    public async Task MakeAsync(int requests)
    {
        var random = new Random(1);
        var number = 0;
        var runner = new DelegateBenchmarkRunner((_, _) => Task.FromResult(BenchmarkResult.Success(Result(random, number++, requests))));
        var store = new FileResultStore(_output, Experiment, new FileResultStoreOptions { IsDurable = false });
        var report = await new SweepRunner(Launcher(), runner, new NoCacheReset(), store).RunAsync(SweepPlanner.Plan(Finished));
        if (report.ExecutedRuns != _runs)
        {
            throw new InvalidOperationException($"{report.ExecutedRuns} of {_runs} runs have a result.");
        }
    }

    public static ResultDocument Result(Random random, int number, int requests)
    {
        var text = new StringBuilder(4096);
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
            {"date": "20261124-{{number % 1_000_000:000000}}", "endpoint_type": "openai", "backend": "openai", "label": null,
            "model_id": "meta-llama/Llama-3.1-8B-Instruct", "tokenizer_id": "meta-llama/Llama-3.1-8B-Instruct", "num_prompts": 1000,
            "burstiness": 1.0, "max_concurrency": null, "duration": {{Value(100)}}, "completed": 1000, "failed": 0,
            "total_input_tokens": {{500_000 + random.Next(9999)}}, "total_output_tokens": {{120_000 + random.Next(9999)}},
            "request_throughput": {{Value(10)}}, "request_goodput:": null, "output_throughput": {{Value(
                1200
            )}}, "total_token_throughput": {{Value(6000)}},
            "max_output_tokens_per_s": {{Value(2000)}}, "max_concurrent_requests": {{random.Next(256)}}
            """
        );
        foreach (var metric in (string[])["ttft", "tpot", "itl", "e2el"])
        {
            foreach (var statistic in (string[])["mean", "median", "std", "p50", "p90", "p95", "p99"])
            {
                text.Append(CultureInfo.InvariantCulture, $", \"{statistic}_{metric}_ms\": {Value(200)}");
            }
        }

        if (requests > 0)
        {
            AppendArray("input_lens", () => random.Next(1024));
            AppendArray("output_lens", () => random.Next(256));
            AppendArray("ttfts", random.NextDouble);
            AppendArray("itls", random.NextDouble);
            AppendArray("start_times", random.NextDouble);
        }

        return ResultDocument.Parse(Encoding.UTF8.GetBytes(text.Append('}').ToString()));

        string Value(double mean) => (mean * (0.5 + random.NextDouble())).ToString("R", CultureInfo.InvariantCulture);

        void AppendArray<T>(string name, Func<T> next) =>
            text.Append(
                CultureInfo.InvariantCulture,
                $", \"{name}\": [{string.Join(", ", Enumerable.Range(0, requests).Select(_ => string.Create(CultureInfo.InvariantCulture, $"{next()}")))}]"
            );
    }

    private static SweepDefinition Define(int benchmarks) =>
        new()
        {
            ServeCommand = CommandLine.Parse("vllm serve meta-llama/Llama-3.1-8B-Instruct --port 8000"),
            BenchCommand = CommandLine.Parse("vllm bench serve --model meta-llama/Llama-3.1-8B-Instruct --dataset-name random"),
            ServeParameters = ParameterSweep.Grid(("max_num_seqs", Numbers(Servers))),
            BenchParameters = ParameterSweep.Grid(("request_rate", Numbers(benchmarks)), ("random_input_len", [512])),
            RunsPerCase = RunsPerCase,
        };

    private static ParameterValue[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(number => (ParameterValue)(long)number)];
}
