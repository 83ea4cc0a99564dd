using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Compare;

/// <summary>Searches the largest load of two builds of a simulated server, compares the two answers, and counts what was said.</summary>
/// <param name="seed">Where the randomness begins.</param>
/// <param name="servers">How many servers, each with an SLA of its own.</param>
/// <param name="parallelism">How many at a time.</param>
internal sealed class LoadsLab(long seed, int servers, int parallelism)
{
    /// <summary>The length of the runs that set the targets of the SLAs; how large the largest load is does not matter here.</summary>
    private const int LongRun = 20_000;

    private const double Margin = 0.05;
    private const double ErrorRate = 0.05;

    private readonly Dictionary<LoadVariable, Instance[]> _instances = [];

    /// <summary>Compares the answers of each server's two builds.</summary>
    /// <param name="variable">What is searched over.</param>
    /// <param name="noise">What makes runs differ.</param>
    /// <param name="slowdown">How much slower the current build is: with 1.25 everything takes a quarter longer, and the largest load is at least
    /// 20 % smaller.</param>
    /// <param name="together">How many answers one comparison has; they are judged together.</param>
    /// <returns>The verdicts, by comparison.</returns>
    public ChangeVerdict[][] Play(LoadVariable variable, Noise noise, double slowdown, int together = 1)
    {
        if (!_instances.TryGetValue(variable, out var instances))
        {
            var cache = new TruthCache(null);
            _instances[variable] = instances = Contest.ForEach(
                [.. Enumerable.Range(0, servers)],
                parallelism,
                number => Instance.Draw(cache, seed, number, variable, longRun: LongRun)
            );
        }

        var pairs = Contest.ForEach(
            instances,
            parallelism,
            instance => (Baseline: Search(instance, noise, salt: 1), Current: Search(instance, noise with { Slowness = slowdown }, salt: 2))
        );
        return [.. pairs.Chunk(together).Select(Judge)];
    }

    private static ChangeVerdict[] Judge((SlaSearchResult Baseline, SlaSearchResult Current)[] pairs)
    {
        var verdicts = new List<ChangeVerdict>();
        var pending = pairs
            .Select(pair =>
                LoadChanges.Compare(Answer(pair.Baseline), Answer(pair.Current), Margin, change => verdicts.Add(change.Verdict))
            )
            .ToArray();
        PendingChange.JudgeAll(pending, ErrorRate);
        return [.. verdicts];
    }

    private static LoadAnswer Answer(SlaSearchResult result) => new(new() { ServeParameters = ParameterSet.Empty }, result);

    private static SlaSearchResult Search(Instance instance, Noise noise, long salt)
    {
        var benchmark = instance.Start(noise, salt);
        var searcher = new SlaSearcher(
            instance.Variable,
            (run, _) => Task.FromResult(BenchmarkResult.Success(benchmark.Measure(!instance.Variable.IsWhole, run.Load, run.Prompts)))
        );
        // A simulated run ends at once, so there is nothing to wait for.
        return searcher.SearchAsync(instance.ServiceLevel).GetAwaiter().GetResult();
    }
}
