namespace ServeMulti.Simulation.Engine;

/// <summary>The work and the duration of one step. The engine reuses the object, so it is valid until the next step.</summary>
internal sealed class EngineStep
{
    private readonly List<EngineSequence> _emitted = [];
    private readonly List<EngineSequence> _prefilled = [];

    /// <summary>Gets how long the step takes.</summary>
    public TimeSpan Cost { get; internal set; }

    /// <summary>Gets the prompt tokens computed in the step.</summary>
    public int PrefilledTokens { get; private set; }

    /// <summary>Gets the sequences that took part.</summary>
    public int Sequences { get; internal set; }

    /// <summary>Gets the tokens of the step: the prefilled ones, and one for each sequence that decodes.</summary>
    public int BatchedTokens { get; internal set; }

    /// <summary>Gets the sequences that have one more token at the end of the step, in order of admission.</summary>
    public IReadOnlyList<EngineSequence> Emitted => _emitted;

    /// <summary>Gets the sequences that computed a part of their prompt, in order of admission.</summary>
    public IReadOnlyList<EngineSequence> Prefilled => _prefilled;

    internal void Clear()
    {
        _emitted.Clear();
        _prefilled.Clear();
        Cost = TimeSpan.Zero;
        PrefilledTokens = 0;
        Sequences = 0;
        BatchedTokens = 0;
    }

    internal void Emit(EngineSequence sequence) => _emitted.Add(sequence);

    internal void Prefill(EngineSequence sequence, int tokens)
    {
        _prefilled.Add(sequence);
        PrefilledTokens += tokens;
    }
}
