namespace ServeMulti.Launching;

/// <summary>An option of a server whose value multiplies the number of GPUs that it takes, such as <c>--tensor-parallel-size</c>; 1 where
/// it is absent. Immutable.</summary>
public sealed record GpuOption
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="spellings">The option's spellings, such as <c>--tensor-parallel-size</c> and <c>-tp</c>; long ones are found with
    /// <c>-</c> and <c>_</c> alike.</param>
    public GpuOption(params IEnumerable<string> spellings)
    {
        ArgumentNullException.ThrowIfNull(spellings);
        Spellings = [.. spellings];
    }

    /// <summary>Gets the option's spellings.</summary>
    public IReadOnlyList<string> Spellings { get; }

    /// <summary>Gets an option with which this one shares the GPUs of the others and takes none of its own, such as SGLang's
    /// <c>--enable-dp-attention</c>; null (the default): there is none.</summary>
    public string? UnlessOption { get; init; }
}
