using ServeMulti.Simulation.Engine;

namespace ServeMulti.Simulation.Tests.Engine;

public sealed class BatchingEngineTests
{
    private static readonly EngineOptions Plain = new()
    {
        MaxNumSeqs = 4,
        MaxNumBatchedTokens = 64,
        EnablePrefixCaching = false,
        StepBaseMicroseconds = 1000,
        PrefillMicrosecondsPerToken = 10,
        DecodeMicrosecondsPerSequence = 100,
    };

    [Test]
    public void Advance_OneRequest_FirstStepCostsBasePromptAndSequence()
    {
        var engine = new BatchingEngine(Plain);
        engine.Add(Sequences.Fresh(50, 3));

        var step = engine.Advance();

        Assert.That(step.Cost, Is.EqualTo(TimeSpan.FromMicroseconds(1000 + (50 * 10) + 100)));
        Assert.That(step.Emitted, Has.Count.EqualTo(1));
    }

    [Test]
    public void Advance_OneRequest_WholeAnswerTakesAsManyStepsAsTokens()
    {
        var engine = new BatchingEngine(Plain);
        engine.Add(Sequences.Fresh(50, 7));

        var total = Sequences.Drain(engine);

        Assert.That(engine.Counters.Steps, Is.EqualTo(7));
        Assert.That(total, Is.EqualTo(TimeSpan.FromMicroseconds((7 * (1000 + 100)) + (50 * 10))));
    }

    [Test]
    public void Advance_PromptLongerThanBatch_IsPrefilledInChunks()
    {
        var engine = new BatchingEngine(Plain);
        engine.Add(Sequences.Fresh(150, 1));
        var chunks = new List<int>();

        Sequences.Drain(engine, step => chunks.Add(step.PrefilledTokens));

        Assert.That(chunks, Is.EqualTo(new[] { 64, 64, 22 }));
        Assert.That(engine.Counters.GenerationTokens, Is.EqualTo(1));
    }

    [Test]
    public void Advance_LongPromptBesideRunningSequence_RunningOneGetsItsTokenInEveryStep()
    {
        var engine = new BatchingEngine(Plain);
        var running = Sequences.Fresh(1, 5);
        engine.Add(running);
        engine.Advance();
        engine.Add(Sequences.Fresh(126, 1));

        var step = engine.Advance();

        Assert.That(running.GeneratedTokens, Is.EqualTo(2));
        Assert.That(step.PrefilledTokens, Is.EqualTo(63));
        Assert.That(step.BatchedTokens, Is.EqualTo(64));
    }

    [Test]
    public void Advance_MoreRequestsThanSlots_FirstTokensComeInOrderOfArrival()
    {
        var engine = new BatchingEngine(Plain);
        EngineSequence[] sequences = [.. Enumerable.Range(0, 30).Select(i => Sequences.Fresh(1 + (i * 37 % 90), 1 + (i * 11 % 7)))];
        var order = new List<EngineSequence>();
        Array.ForEach(sequences, engine.Add);

        Sequences.Drain(engine, step => order.AddRange(step.Emitted.Where(static sequence => sequence.GeneratedTokens == 1)));

        Assert.That(order, Is.EqualTo(sequences));
    }

    [Test]
    public void Advance_SaturatedWithEqualRequests_ReachesTheCapacityOfTheFormula()
    {
        // requests per second = 1 / (L * base / N + P * prefill + L * decode), in seconds
        const int Prompt = 24,
            Answer = 16,
            Requests = 4000;
        var options = Plain with { MaxNumSeqs = 32, MaxNumBatchedTokens = 1024 };
        var engine = new BatchingEngine(options);
        for (var i = 0; i < Requests; i++)
        {
            engine.Add(Sequences.Fresh(Prompt, Answer));
        }

        var total = Sequences.Drain(engine);

        var expected = 1e6 / ((Answer * 1000.0 / 32) + (Prompt * 10) + (Answer * 100));
        Assert.That(Requests / total.TotalSeconds, Is.EqualTo(expected).Within(1).Percent);
    }

    [Test]
    public void Advance_SaturatedByBatchedTokens_ReachesTheCapacityOfTheFormula()
    {
        // Where the batch is what binds, a request needs (P + L - 1) / B steps instead of L / N.
        const int Prompt = 200,
            Answer = 10,
            Requests = 3000;
        var options = Plain with { MaxNumSeqs = 100, MaxNumBatchedTokens = 256 };
        var engine = new BatchingEngine(options);
        for (var i = 0; i < Requests; i++)
        {
            engine.Add(Sequences.Fresh(Prompt, Answer));
        }

        var total = Sequences.Drain(engine);

        var steps = (Prompt + Answer - 1) / 256.0;
        var expected = 1e6 / ((steps * 1000) + (Prompt * 10) + (Answer * 100));
        Assert.That(Requests / total.TotalSeconds, Is.EqualTo(expected).Within(5).Percent);
    }

    [Test]
    public void Abort_RunningSequence_FreesItsSlotForTheNext()
    {
        var engine = new BatchingEngine(Plain with { MaxNumSeqs = 1 });
        var first = Sequences.Fresh(8, 1_000_000);
        var second = Sequences.Fresh(8, 1);
        engine.Add(first);
        engine.Add(second);
        engine.Advance();

        engine.Abort(first);
        engine.Advance();

        Assert.That(first.State, Is.EqualTo(SequenceState.Aborted));
        Assert.That(second.State, Is.EqualTo(SequenceState.Finished));
        Assert.That(engine.HasWork, Is.False);
    }

    [Test]
    public void Abort_WaitingSequence_IsNeverRun()
    {
        var engine = new BatchingEngine(Plain with { MaxNumSeqs = 1 });
        var waiting = Sequences.Fresh(8, 2);
        engine.Add(Sequences.Fresh(8, 2));
        engine.Add(waiting);
        engine.Advance();

        engine.Abort(waiting);
        Sequences.Drain(engine);

        Assert.That(waiting.GeneratedTokens, Is.Zero);
        Assert.That(
            engine.Counters,
            Has.Property("Aborted").EqualTo(1).And.Property("Finished").EqualTo(1).And.Property("Waiting").EqualTo(0)
        );
    }

    [Test]
    public void Abort_FinishedSequence_ChangesNothing()
    {
        var engine = new BatchingEngine(Plain);
        var sequence = Sequences.Run(engine, Sequences.Fresh(8, 2));

        engine.Abort(sequence);

        Assert.That(sequence.State, Is.EqualTo(SequenceState.Finished));
        Assert.That(engine.Counters.Aborted, Is.Zero);
    }

    [Test]
    public void Advance_KvCacheFull_HoldsTheNextBackAndKeepsTheOrder()
    {
        // 4 blocks: the first takes 3, the second needs 2, the third would fit at once but may not overtake.
        var engine = new BatchingEngine(Plain with { KvCacheTokens = 64 });
        var first = Sequences.Fresh(40, 5);
        var second = Sequences.Fresh(20, 2);
        var third = Sequences.Fresh(2, 1);
        Array.ForEach([first, second, third], engine.Add);

        engine.Advance();

        Assert.That(engine.Counters.KvCacheUsage, Is.EqualTo(0.75));
        Assert.That((second.State, third.State), Is.EqualTo((SequenceState.Waiting, SequenceState.Waiting)));
        Sequences.Drain(engine);
        Assert.That(engine.Counters.Finished, Is.EqualTo(3));
        Assert.That(engine.Counters.KvCacheUsage, Is.Zero);
    }

    [Test]
    public void Add_SequenceLargerThanKvCache_Throws()
    {
        var engine = new BatchingEngine(Plain with { KvCacheTokens = 64 });

        Assert.That(() => engine.Add(Sequences.Fresh(60, 5)), Throws.ArgumentException);
        Assert.That(engine.Fits(Sequences.Fresh(60, 4)), Is.True);
    }

    [Test]
    public void Advance_WithoutWork_CostsNothing() => Assert.That(new BatchingEngine(Plain).Advance().Cost, Is.EqualTo(TimeSpan.Zero));
}
