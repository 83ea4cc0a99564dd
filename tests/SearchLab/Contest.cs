using System.Collections.Concurrent;
using ServeMulti.Benchmarking;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>Lets a method search every instance.</summary>
internal sealed class Contest(IReadOnlyList<Instance> instances, int parallelism)
{
    /// <summary>No search needs so many runs; one that makes them would never end.</summary>
    private const int Endless = 2000;

    public SearchOutcome[] Play(double noise, SlaSearchOptions options, long salt) => Play(noise, salt, (instance, benchmark) =>
        Describe(instance, instance.ServiceLevel, instance.Truth, Search(Searcher(instance, benchmark, options), instance.ServiceLevel), benchmark));

    /// <summary>Plays the original's search with runs that last as long as ours, or with a fixed number of prompts.</summary>
    public SearchOutcome[] PlayOriginal(double noise, int runsPerLoad, int? fixedPrompts, long salt) => Play(noise, salt, (instance, benchmark) =>
    {
        bool isRate = !instance.Variable.IsWhole;
        var search = new OriginalSearch(instance.ServiceLevel, instance.Variable, runsPerLoad, load =>
        {
            int prompts = fixedPrompts ?? (load == 65536 ? 200 : (int)Math.Max(200, Math.Ceiling(Math.Min(isRate ? 30 * load : 20 * load, 45 * instance.Capacity))));
            return benchmark.Runs > Endless ? throw new EndlessSearchException() : benchmark.Measure(isRate, load, prompts);
        });
        double load = search.Find();
        return new(instance, instance.ServiceLevel, instance.Truth, load > 0 ? load : double.NaN, benchmark.Runs, benchmark.Seconds);
    });

    /// <summary>Searches four SLAs on each instance, sharing all runs; runs and time are those of all four.</summary>
    public SearchOutcome[] PlayFour(double noise, SlaSearchOptions options, long salt) =>
        [.. ForEach(instances, parallelism, instance =>
        {
            SimulatedBenchmark benchmark = instance.Start(noise, salt);
            SlaSearcher searcher = Searcher(instance, benchmark, options);
            SearchOutcome[] outcomes = [.. instance.Four.Select(f => Describe(instance, f.Level, f.Truth, Search(searcher, f.Level), benchmark))];
            return outcomes.Select(o => o with { Runs = benchmark.Runs, Seconds = benchmark.Seconds });
        }).SelectMany(o => o)];

    /// <summary>Does something for each of many items, several at a time; the order of the results is that of the items.</summary>
    public static T[] ForEach<TItem, T>(IReadOnlyList<TItem> items, int parallelism, Func<TItem, T> work)
    {
        var results = new T[items.Count];
        var one = Partitioner.Create(Enumerable.Range(0, items.Count), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(one, new() { MaxDegreeOfParallelism = parallelism }, i => results[i] = work(items[i]));
        return results;
    }

    private SearchOutcome[] Play(double noise, long salt, Func<Instance, SimulatedBenchmark, SearchOutcome> search) => ForEach(instances, parallelism, instance =>
    {
        SimulatedBenchmark benchmark = instance.Start(noise, salt);
        try
        {
            return search(instance, benchmark);
        }
        catch (Exception e)
        {
            return new(instance, instance.ServiceLevel, instance.Truth, double.NaN, benchmark.Runs, benchmark.Seconds) { Crash = e };
        }
    });

    private static SlaSearcher Searcher(Instance instance, SimulatedBenchmark benchmark, SlaSearchOptions options) => new(
        instance.Variable,
        (run, _) => benchmark.Runs > Endless
            ? throw new EndlessSearchException()
            : Task.FromResult(BenchmarkResult.Success(benchmark.Measure(!instance.Variable.IsWhole, run.Load, run.Prompts))),
        options);

    /// <summary>A simulated run ends at once, so there is nothing to wait for.</summary>
    private static SlaSearchResult Search(SlaSearcher searcher, ServiceLevel level) => searcher.SearchAsync(level).GetAwaiter().GetResult();

    private static SearchOutcome Describe(Instance instance, ServiceLevel level, double truth, SlaSearchResult result, SimulatedBenchmark benchmark) =>
        new(instance, level, truth, result.Load ?? double.NaN, benchmark.Runs, benchmark.Seconds)
        {
            AtLeast = result.AtLeast,
            Interval = result.Interval,
            Result = result,
        };
}

internal sealed class EndlessSearchException : Exception;
