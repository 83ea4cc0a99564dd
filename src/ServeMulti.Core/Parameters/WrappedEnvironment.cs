namespace ServeMulti.Parameters;

/// <summary>What the <c>env</c> in front of a program does to its environment.</summary>
/// <param name="IsCleared">Whether it starts with an empty environment (<c>env -i</c>).</param>
/// <param name="Changes">The variables that are set, or, with null, taken away.</param>
internal sealed record WrappedEnvironment(bool IsCleared, IReadOnlyDictionary<string, string?> Changes)
{
    public static WrappedEnvironment Unchanged { get; } = new(false, new Dictionary<string, string?>());

    /// <summary>Returns what this and then another one do.</summary>
    public WrappedEnvironment Then(WrappedEnvironment next)
    {
        if (next.IsCleared || Changes.Count == 0)
        {
            return next with { IsCleared = IsCleared || next.IsCleared };
        }

        var changes = new Dictionary<string, string?>(Changes, StringComparer.Ordinal);
        foreach (var (name, value) in next.Changes)
        {
            changes[name] = value;
        }

        return this with
        {
            Changes = changes,
        };
    }

    /// <summary>Returns the value that a variable has for the program where the wrapper is started with the given one; null:
    /// none.</summary>
    public string? Find(string name, string? given) =>
        Changes.TryGetValue(name, out var value) ? value
        : IsCleared ? null
        : given;
}
