using CsCheck;
using ServeMulti.Simulation.Engine;

namespace ServeMulti.Simulation.Tests.Engine;

/// <summary>What holds for every engine and every order of arrivals, aborts and steps.</summary>
public sealed class BatchingEngineLaws
{
    private static readonly Gen<EngineOptions> GenOptions =
        from seqs in Gen.Int[1, 12]
        from extraTokens in Gen.Int[0, 80]
        from caching in Gen.Bool
        from cacheBlocks in Gen.Int[0, 20]
        from kvTokens in Gen.OneOf(Gen.Const(0), Gen.Int[160, 600])
        select new EngineOptions
        {
            MaxNumSeqs = seqs,
            MaxNumBatchedTokens = seqs + extraTokens,
            EnablePrefixCaching = caching,
            PrefixCacheTokens = cacheBlocks * EngineOptions.BlockTokens,
            KvCacheTokens = kvTokens,
        };

    // Few first tokens, so that prompts repeat and share beginnings. An arrival comes after some steps, and may be aborted after some more.
    private static readonly Gen<Arrival[]> GenArrivals = (
        from prompt in Gen.Int[1, 100]
        from answer in Gen.Int[1, 30]
        from firstToken in Gen.Int[1, 3]
        from afterStep in Gen.Int[0, 60]
        from abortAfter in Gen.Frequency((4, Gen.Const(int.MaxValue)), (1, Gen.Int[0, 40]))
        select new Arrival(prompt, answer, firstToken, afterStep, abortAfter)
    ).Array[1, 40];

    [Test]
    public void Advance_AnyArrivals_LimitsHoldAndEveryRequestGetsItsTokens() =>
        Gen.Select(GenOptions, GenArrivals)
            .Sample(
                (options, arrivals) =>
                    Play(
                        options,
                        arrivals,
                        static (engine, options, step) =>
                        {
                            var counters = engine.Counters;
                            Assert.That(counters.Running, Is.LessThanOrEqualTo(options.MaxNumSeqs));
                            Assert.That(step.Sequences, Is.LessThanOrEqualTo(options.MaxNumSeqs));
                            Assert.That(step.BatchedTokens, Is.LessThanOrEqualTo(options.MaxNumBatchedTokens));
                            Assert.That(step.BatchedTokens, Is.GreaterThan(0), "a step with work does work");
                            Assert.That(counters.KvCacheUsage, Is.InRange(0, 1));
                        }
                    )
            );

    [Test]
    public void Advance_AnyArrivals_CountersAddUp() =>
        Gen.Select(GenOptions, GenArrivals)
            .Sample(
                (options, arrivals) =>
                {
                    (var engine, var sequences) = Play(options, arrivals, static (_, _, _) => { });
                    var counters = engine.Counters;
                    Assert.That(counters.GenerationTokens, Is.EqualTo(sequences.Sum(static s => (long)s.GeneratedTokens)));
                    Assert.That(counters.Finished, Is.EqualTo(sequences.Count(static s => s.State == SequenceState.Finished)));
                    Assert.That(counters.Aborted, Is.EqualTo(sequences.Count(static s => s.State == SequenceState.Aborted)));
                    Assert.That(counters.PrefixHitTokens, Is.EqualTo(sequences.Sum(static s => (long)s.CachedTokens)));
                    Assert.That((counters.Running, counters.Waiting, counters.KvCacheUsage), Is.EqualTo((0, 0, 0.0)));
                }
            );

    [Test]
    public void Advance_SameArrivals_GivesTheSameSteps() =>
        Gen.Select(GenOptions, GenArrivals)
            .Sample(
                (options, arrivals) =>
                {
                    var noisy = options with { Noise = 0.3, Seed = 5 };
                    var costs = new List<TimeSpan>[] { [], [] };
                    foreach (var list in costs)
                    {
                        Play(noisy, arrivals, (_, _, step) => list.Add(step.Cost));
                    }

                    Assert.That(costs[0], Is.EqualTo(costs[1]));
                },
                iter: 30
            );

    private static (BatchingEngine Engine, EngineSequence[] Sequences) Play(
        EngineOptions options,
        Arrival[] arrivals,
        Action<BatchingEngine, EngineOptions, EngineStep> look
    )
    {
        var engine = new BatchingEngine(options);
        EngineSequence[] sequences = [.. arrivals.Select(static a => Sequences.Of(a.FirstToken, a.Prompt, a.Answer))];
        var last = arrivals.Max(static a => a.AfterStep + (a.AbortAfter == int.MaxValue ? 0 : a.AbortAfter));
        for (var step = 0; step <= last || engine.HasWork; step++)
        {
            for (var i = 0; i < arrivals.Length; i++)
            {
                if (arrivals[i].AfterStep == step)
                {
                    engine.Add(sequences[i]);
                }

                if (arrivals[i].AbortAfter != int.MaxValue && arrivals[i].AfterStep + arrivals[i].AbortAfter == step)
                {
                    engine.Abort(sequences[i]);
                }
            }

            if (engine.HasWork)
            {
                look(engine, options, engine.Advance());
            }
        }

        foreach (var sequence in sequences.Where(static s => s.State != SequenceState.Aborted))
        {
            Assert.That(sequence.State, Is.EqualTo(SequenceState.Finished));
            Assert.That(sequence.GeneratedTokens, Is.EqualTo(sequence.AnswerTokens));
            Assert.That(sequence.PrefilledTokens, Is.EqualTo(sequence.PromptTokens));
        }

        return (engine, sequences);
    }

    private sealed record Arrival(int Prompt, int Answer, int FirstToken, int AfterStep, int AbortAfter);
}
