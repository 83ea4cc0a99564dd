using ServeMulti.Simulation.Engine;

namespace ServeMulti.Simulation.Tests.Engine;

public sealed class PrefixCachingTests
{
    private static readonly EngineOptions Caching = new()
    {
        MaxNumSeqs = 4,
        MaxNumBatchedTokens = 4096,
        PrefixCacheTokens = 1600,
    };

    [Test]
    public void Advance_RepeatedPrompt_TakesItsFullBlocksFromTheCache()
    {
        var engine = new BatchingEngine(Caching);
        Sequences.Run(engine, Sequences.Of(1, 100, 2));

        var again = Sequences.Run(engine, Sequences.Of(1, 100, 2));

        Assert.That(again.CachedTokens, Is.EqualTo(96));
        Assert.That(engine.Counters.PrefixQueriedTokens, Is.EqualTo(200));
        Assert.That(engine.Counters.PrefixHitTokens, Is.EqualTo(96));
    }

    [Test]
    public void Advance_RepeatedPrompt_PrefillsOnlyTheRest()
    {
        var engine = new BatchingEngine(Caching);
        Sequences.Run(engine, Sequences.Of(1, 100, 1));
        engine.Add(Sequences.Of(1, 100, 1));

        Assert.That(engine.Advance().PrefilledTokens, Is.EqualTo(4));
    }

    [Test]
    public void Advance_RepeatedPromptOfWholeBlocks_ComputesTheLastBlockAgain()
    {
        var engine = new BatchingEngine(Caching);
        Sequences.Run(engine, Sequences.Of(1, 32, 1));

        Assert.That(Sequences.Run(engine, Sequences.Of(1, 32, 1)).CachedTokens, Is.EqualTo(16));
    }

    [Test]
    public void Advance_SamePromptWithOtherEnd_SharesTheBeginning()
    {
        var engine = new BatchingEngine(Caching);
        Sequences.Run(engine, Sequences.Of(1, 40, 1));

        Assert.That(Sequences.Run(engine, Sequences.Of(1, 90, 1)).CachedTokens, Is.EqualTo(32));
    }

    [Test]
    public void Advance_SameTokensFromTheSecondOn_SharesNothing()
    {
        var engine = new BatchingEngine(Caching);
        Sequences.Run(engine, Sequences.Of(1, 100, 1));

        Assert.That(Sequences.Run(engine, Sequences.Of(2, 100, 1)).CachedTokens, Is.Zero);
    }

    [Test]
    public void ResetPrefixCache_BeforeRepeatedPrompt_LeavesNothingToHit()
    {
        var engine = new BatchingEngine(Caching);
        Sequences.Run(engine, Sequences.Of(1, 100, 1));

        engine.ResetPrefixCache();

        Assert.That(Sequences.Run(engine, Sequences.Of(1, 100, 1)).CachedTokens, Is.Zero);
    }

    [Test]
    public void Advance_CachingOff_HitsNothing()
    {
        var engine = new BatchingEngine(Caching with { EnablePrefixCaching = false });
        Sequences.Run(engine, Sequences.Of(1, 100, 1));

        Assert.That(Sequences.Run(engine, Sequences.Of(1, 100, 1)).CachedTokens, Is.Zero);
        Assert.That(engine.Counters.PrefixQueriedTokens, Is.Zero);
    }

    [Test]
    public void Advance_MoreThanTheCacheHolds_LosesTheLeastRecentlyUsed()
    {
        // The cache holds 100 blocks; each prompt has 40. The first is used again before the third comes.
        var engine = new BatchingEngine(Caching);
        Sequences.Run(engine, Sequences.Of(10_000, 640, 1));
        Sequences.Run(engine, Sequences.Of(20_000, 640, 1));
        Sequences.Run(engine, Sequences.Of(10_000, 640, 1));

        Sequences.Run(engine, Sequences.Of(30_000, 640, 1));

        Assert.That(Sequences.Run(engine, Sequences.Of(10_000, 640, 1)).CachedTokens, Is.EqualTo(624));
        Assert.That(Sequences.Run(engine, Sequences.Of(20_000, 640, 1)).CachedTokens, Is.LessThanOrEqualTo(320));
    }

    [Test]
    public void Add_ChainLongerThanCapacity_KeepsItsBeginning()
    {
        var cache = new PrefixCache(3);

        cache.Add([1, 2, 3, 4, 5]);

        Assert.That(cache.Count, Is.EqualTo(3));
        Assert.That(cache.Match([1, 2, 3, 4, 5]), Is.EqualTo(3));
    }

    [Test]
    public void Add_CapacityZero_KeepsNothing()
    {
        var cache = new PrefixCache(0);

        cache.Add([1, 2]);

        Assert.That(cache.Match([1, 2]), Is.Zero);
    }
}
