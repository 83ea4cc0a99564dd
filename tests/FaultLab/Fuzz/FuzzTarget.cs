namespace ServeMulti.FaultLab.Fuzz;

/// <summary>One reader of input that others write.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Try">
/// Reads one input, checks the laws that hold for it, and returns what came of it in a few words; inputs of which something new comes are
/// mutated further. What the reader documents is caught in it: an exception that leaves it breaks a law.
/// </param>
internal sealed record FuzzTarget(string Name, Func<byte[], string> Try)
{
    /// <summary>Gets inputs that mutation begins with.</summary>
    public required IReadOnlyList<string> Seeds { get; init; }

    /// <summary>Gets the words of its language.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Gets inputs that can be made as large as one likes.</summary>
    public IReadOnlyList<LargeInput> Large { get; init; } = [];

    /// <summary>Gets the most bytes that reading may allocate for each byte of input, beside <see cref="FixedAllocation"/>.</summary>
    public int AllocationPerByte { get; init; } = 1_000;

    /// <summary>Gets the most bytes that reading may allocate whatever the input is.</summary>
    public int FixedAllocation { get; init; } = 1_000_000;

    /// <summary>Gets how many inputs the quick slice tries.</summary>
    public int QuickInputs { get; init; } = 2_000;

    public override string ToString() => Name;
}
