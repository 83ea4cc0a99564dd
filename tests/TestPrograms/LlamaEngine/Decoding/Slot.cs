namespace ServeMulti.LlamaEngine.Decoding;

/// <summary>A place for one request in the engine's memory.</summary>
internal sealed class Slot(int number)
{
    /// <summary>Gets the number by which the engine tells sequences apart.</summary>
    public int Number { get; } = number;

    /// <summary>Gets the request that is decoded here, or null.</summary>
    public Sequence? Sequence { get; private set; }

    /// <summary>Gets how many tokens of it the engine has in its memory.</summary>
    public int Position { get; set; }

    /// <summary>Gets where in the batch the token is whose successor is drawn, or -1.</summary>
    public int LogitsIndex { get; set; }

    public bool IsFree => Sequence is null;

    /// <summary>Gets how many tokens of the prompt are still to be evaluated.</summary>
    public int PromptLeft => Math.Max(0, Sequence!.Prompt.Length - Position);

    public void Take(Sequence sequence)
    {
        Sequence = sequence;
        Position = 0;
    }

    public void Free() => Sequence = null;
}
