using ServeMulti.Simulation.Engine;
using ServeMulti.Simulation.Prompts;

namespace ServeMulti.Simulation.Tests.Engine;

/// <summary>Makes sequences and drives an engine until it has nothing left to do.</summary>
internal static class Sequences
{
    private static long _nextPrompt = 1_000_000;

    /// <summary>Returns a sequence whose prompt equals no other.</summary>
    public static EngineSequence Fresh(int promptTokens, int answerTokens) =>
        Of(Interlocked.Add(ref _nextPrompt, 1_000_000), promptTokens, answerTokens);

    /// <summary>Returns a sequence whose prompt is the token numbers from <paramref name="firstToken"/> on.</summary>
    public static EngineSequence Of(long firstToken, int promptTokens, int answerTokens)
    {
        var tokens = new PromptTokens();
        for (var i = 0; i < promptTokens; i++)
        {
            tokens.AddId(firstToken + i);
        }

        return new EngineSequence(promptTokens, answerTokens, tokens.BlockHashes());
    }

    /// <summary>Advances until no work is left.</summary>
    public static TimeSpan Drain(BatchingEngine engine, Action<EngineStep>? look = null)
    {
        var total = TimeSpan.Zero;
        while (engine.HasWork)
        {
            var step = engine.Advance();
            total += step.Cost;
            look?.Invoke(step);
        }

        return total;
    }

    /// <summary>Runs one sequence alone.</summary>
    public static EngineSequence Run(BatchingEngine engine, EngineSequence sequence)
    {
        engine.Add(sequence);
        Drain(engine);
        return sequence;
    }
}
