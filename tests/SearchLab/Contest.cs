using ServeMulti.Benchmarking;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>Lets a method search every instance.</summary>
internal static class Contest
{
    private const int Endless = 2000;

    public static SearchOutcome[] Play(IReadOnlyList<Instance> instances, double noise, SlaSearchOptions options, long salt) =>
        Play(instances, (instance, benchmark) => SearchAsync(instance, benchmark, options).GetAwaiter().GetResult(), noise, salt);

    /// <summary>Plays the original's search with runs that last as long as ours, or with a fixed number of prompts.</summary>
    public static SearchOutcome[] PlayOriginal(IReadOnlyList<Instance> instances, double noise, int runsPerLoad, int? fixedPrompts, long salt) =>
        Play(instances, (instance, benchmark) =>
        {
            bool isRate = !instance.Variable.IsWhole;
            var search = new OriginalSearch(instance.ServiceLevel, instance.Variable, runsPerLoad, load =>
            {
                int prompts = fixedPrompts ?? (load == 65536 ? 200 : (int)Math.Max(200, Math.Ceiling(Math.Min(isRate ? 30 * load : 20 * load, 45 * instance.Capacity))));
                return benchmark.Runs > Endless ? throw new InvalidOperationException("endless") : benchmark.Measure(isRate, load, prompts);
            });
            double load = search.Find();
            return new(instance.Truth, instance.Capacity, load > 0 ? load : double.NaN, benchmark.Runs, benchmark.Seconds);
        }, noise, salt);

    /// <summary>Searches four SLAs on each instance, sharing all runs; runs and time are those of all four.</summary>
    public static SearchOutcome[] PlayFour(IReadOnlyList<Instance> instances, double noise, SlaSearchOptions options, long salt) =>
        [.. Parallel(instances, instance =>
        {
            SimulatedBenchmark benchmark = instance.Start(noise, salt);
            SlaSearcher searcher = Searcher(instance, benchmark, options);
            return instance.Four.Select(four => Describe(
                instance, four.Truth, searcher.SearchAsync(four.Level).GetAwaiter().GetResult(), benchmark)).ToArray();
        }).SelectMany(o => o)];

    private static SearchOutcome[] Play(IReadOnlyList<Instance> instances, Func<Instance, SimulatedBenchmark, SearchOutcome> search, double noise, long salt) =>
        Parallel(instances, instance =>
        {
            SimulatedBenchmark benchmark = instance.Start(noise, salt);
            try
            {
                return search(instance, benchmark) with { Label = $"{instance.Server.Name} {instance.ServiceLevel}" };
            }
            catch (Exception e)
            {
                return new SearchOutcome(instance.Truth, instance.Capacity, double.NaN, benchmark.Runs, benchmark.Seconds) { Crash = e };
            }
        });

    private static async Task<SearchOutcome> SearchAsync(Instance instance, SimulatedBenchmark benchmark, SlaSearchOptions options)
    {
        SlaSearchResult result = await Searcher(instance, benchmark, options).SearchAsync(instance.ServiceLevel);
        return Describe(instance, instance.Truth, result, benchmark);
    }

    private static SlaSearcher Searcher(Instance instance, SimulatedBenchmark benchmark, SlaSearchOptions options) => new(
        instance.Variable,
        (run, _) => benchmark.Runs > Endless
            ? throw new InvalidOperationException("endless")
            : Task.FromResult(BenchmarkResult.Success(benchmark.Measure(!instance.Variable.IsWhole, run.Load, run.Prompts))),
        options);

    private static SearchOutcome Describe(Instance instance, double truth, SlaSearchResult result, SimulatedBenchmark benchmark) =>
        new(truth, instance.Capacity, result.Load ?? double.NaN, benchmark.Runs, benchmark.Seconds)
        {
            AtLeast = result.AtLeast,
            Interval = result.Interval,
            Outcome = result.Outcome.ToString(),
            Probes = string.Join("; ", result.Probes.Select(p => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{p.Load}: {p.Verdict.Binding?.Kind.ToString() ?? p.Verdict.Kind.ToString()} {string.Join(",", p.Runs.Select(r => (r.Counts ? "" : "-") + r.Prompts + "@" + r.Throughput.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + "=" + string.Join("/", r.Checks.Select(c => c.Margin.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)))))}"))),
        };

    private static T[] Parallel<T>(IReadOnlyList<Instance> instances, Func<Instance, T> play)
    {
        var results = new T[instances.Count];
        System.Threading.Tasks.Parallel.For(0, instances.Count, new() { MaxDegreeOfParallelism = 2 }, i => results[i] = play(instances[i]));
        return results;
    }
}
