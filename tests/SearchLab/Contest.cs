using System.Collections.Concurrent;
using ServeMulti.Benchmarking;
using ServeMulti.SearchLab.Peers;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>Lets a method search every instance.</summary>
/// <param name="instances">What is searched.</param>
/// <param name="repeats">How many times each is searched, every time with other randomness.</param>
/// <param name="parallelism">How many searches at a time.</param>
internal sealed class Contest(IReadOnlyList<Instance> instances, int repeats, int parallelism)
{
    /// <summary>No two methods and repeats share a stream of randomness.</summary>
    private const int SaltPerRepeat = 100;

    /// <summary>No search needs so many runs; one that makes them would never end.</summary>
    public const int Endless = 2000;

    public bool IsRate => !instances[0].Variable.IsWhole;

    public SearchOutcome[] Play(Noise noise, SlaSearchOptions options, long salt) =>
        Play(
            noise,
            salt,
            (instance, benchmark) =>
                Describe(
                    instance,
                    instance.ServiceLevel,
                    instance.Truth,
                    Search(Searcher(instance, benchmark, options), instance.ServiceLevel),
                    benchmark
                )
        );

    /// <summary>Plays another tool's search, which returns a load, 0 for none.</summary>
    public SearchOutcome[] PlayPeer(Noise noise, int? fixedPrompts, long salt, Func<PeerRuns, ServiceLevel, double> find) =>
        Play(
            noise,
            salt,
            (instance, benchmark) =>
                Describe(
                    instance,
                    instance.ServiceLevel,
                    instance.Truth,
                    find(new(instance, benchmark, fixedPrompts), instance.ServiceLevel),
                    benchmark
                )
        );

    /// <summary>Searches four SLAs on each instance, sharing all runs; runs and time are those of all four.</summary>
    public SearchOutcome[] PlayFour(Noise noise, SlaSearchOptions options, long salt) =>
        PlayFour(
            noise,
            salt,
            (instance, benchmark) =>
            {
                var searcher = Searcher(instance, benchmark, options);
                return four => Describe(instance, four.Level, four.Truth, Search(searcher, four.Level), benchmark);
            }
        );

    public SearchOutcome[] PlayFourOriginal(Noise noise, int runsPerLoad, long salt) =>
        PlayFour(
            noise,
            salt,
            (instance, benchmark) =>
            {
                var search = new OriginalSearch(new(instance, benchmark, null), runsPerLoad);
                return four => Describe(instance, four.Level, four.Truth, search.Find(four.Level), benchmark);
            }
        );

    /// <summary>Does something for each of many items, several at a time; the order of the results is that of the items.</summary>
    public static T[] ForEach<TItem, T>(IReadOnlyList<TItem> items, int parallelism, Func<TItem, T> work)
    {
        var results = new T[items.Count];
        var one = Partitioner.Create(Enumerable.Range(0, items.Count), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(one, new() { MaxDegreeOfParallelism = parallelism }, i => results[i] = work(items[i]));
        return results;
    }

    private SearchOutcome[] PlayFour(
        Noise noise,
        long salt,
        Func<Instance, SimulatedBenchmark, Func<(ServiceLevel Level, double Truth), SearchOutcome>> start
    ) =>
        [
            .. Play(
                    salt,
                    (instance, streamSalt) =>
                    {
                        var benchmark = instance.Start(noise, streamSalt);
                        Func<(ServiceLevel, double), SearchOutcome> search = start(instance, benchmark);
                        SearchOutcome[] outcomes =
                        [
                            .. instance.Four.Select(four => Guard(instance, four.Level, four.Truth, benchmark, () => search(four))),
                        ];
                        return outcomes.Select(o => o with { Runs = benchmark.Runs, Seconds = benchmark.Seconds });
                    }
                )
                .SelectMany(o => o),
        ];

    private SearchOutcome[] Play(Noise noise, long salt, Func<Instance, SimulatedBenchmark, SearchOutcome> search) =>
        Play(
            salt,
            (instance, streamSalt) =>
            {
                var benchmark = instance.Start(noise, streamSalt);
                return Guard(instance, instance.ServiceLevel, instance.Truth, benchmark, () => search(instance, benchmark));
            }
        );

    private T[] Play<T>(long salt, Func<Instance, long, T> work) =>
        ForEach(
            [.. Enumerable.Range(0, repeats).SelectMany(r => instances.Select(i => (Instance: i, Salt: salt + (SaltPerRepeat * r))))],
            parallelism,
            t => work(t.Instance, t.Salt)
        );

    /// <summary>A crash is a figure of a method, not the end of the laboratory.</summary>
    private static SearchOutcome Guard(
        Instance instance,
        ServiceLevel level,
        double truth,
        SimulatedBenchmark benchmark,
        Func<SearchOutcome> search
    )
    {
        try
        {
            return search();
        }
        catch (Exception e)
        {
            return new(instance, level, truth, double.NaN, benchmark.Runs, benchmark.Seconds) { Crash = e };
        }
    }

    private static SlaSearcher Searcher(Instance instance, SimulatedBenchmark benchmark, SlaSearchOptions options) =>
        new(
            instance.Variable,
            (run, _) =>
                benchmark.Runs > Endless
                    ? throw new EndlessSearchException()
                    : Task.FromResult(BenchmarkResult.Success(benchmark.Measure(!instance.Variable.IsWhole, run.Load, run.Prompts))),
            options
        );

    /// <summary>A simulated run ends at once, so there is nothing to wait for.</summary>
    private static SlaSearchResult Search(SlaSearcher searcher, ServiceLevel level) => searcher.SearchAsync(level).GetAwaiter().GetResult();

    private static SearchOutcome Describe(Instance instance, ServiceLevel level, double truth, double load, SimulatedBenchmark benchmark) =>
        new(instance, level, truth, load > 0 ? load : double.NaN, benchmark.Runs, benchmark.Seconds);

    private static SearchOutcome Describe(
        Instance instance,
        ServiceLevel level,
        double truth,
        SlaSearchResult result,
        SimulatedBenchmark benchmark
    ) =>
        new(instance, level, truth, result.Load ?? double.NaN, benchmark.Runs, benchmark.Seconds)
        {
            AtLeast = result.AtLeast,
            Interval = result.Interval,
            Result = result,
        };
}

internal sealed class EndlessSearchException : Exception;
