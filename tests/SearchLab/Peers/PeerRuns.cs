using ServeMulti.Benchmarking;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Peers;

/// <summary>Runs benchmarks for other tools' searches; each run lasts as long as ours would, or has a fixed number of prompts.</summary>
internal sealed class PeerRuns(Instance instance, SimulatedBenchmark benchmark, int? fixedPrompts)
{
    /// <summary>What a search begins with to see how much the server can do, and the largest load of interest.</summary>
    public const double Burst = 65536;

    private const int BasePrompts = 200;
    private const double RunSeconds = 30;
    private const double PromptsPerConcurrency = 20;

    /// <summary>A run far above capacity sends no more than one of this many seconds at capacity, as ours.</summary>
    private const double MostSeconds = 45;

    private readonly ServiceLevel _level = instance.ServiceLevel;

    public LoadVariable Variable => instance.Variable;

    public bool IsRate => !Variable.IsWhole;

    /// <summary>Runs a load as the searches of this repository would.</summary>
    public ResultDocument Measure(double load)
    {
        var wanted = Math.Min(IsRate ? RunSeconds * load : PromptsPerConcurrency * load, MostSeconds * instance.Capacity);
        return Measure(IsRate, load, fixedPrompts ?? (load == Burst ? BasePrompts : (int)Math.Max(BasePrompts, Math.Ceiling(wanted))));
    }

    /// <summary>Runs one request after the other.</summary>
    public ResultDocument MeasureSynchronous() => Measure(isRate: false, 1, BasePrompts);

    /// <summary>Sends everything at once for as long as a run lasts.</summary>
    public ResultDocument MeasureThroughput() =>
        Measure(isRate: true, Burst, fixedPrompts ?? (int)Math.Max(BasePrompts, RunSeconds * instance.Capacity));

    public bool Passes(ResultDocument document) => Passes(_level, [document]);

    /// <summary>Returns the worst margin; zero or less is met.</summary>
    public double Margin(ResultDocument document) => _level.Max(c => c.Margin(Find(document, c.Metric)));

    /// <summary>Tells whether the means of each metric meet an SLA.</summary>
    public static bool Passes(ServiceLevel level, ResultDocument[] runs) => level.All(c => c.IsMet(runs.Average(r => Find(r, c.Metric))));

    public static double Throughput(ResultDocument document) => Find(document, "request_throughput");

    private static double Find(ResultDocument document, string metric) =>
        document.TryFindMetric(metric, out var value) ? value : double.NaN;

    private ResultDocument Measure(bool isRate, double load, int prompts) =>
        benchmark.Runs > Contest.Endless ? throw new EndlessSearchException() : benchmark.Measure(isRate, load, prompts);
}
