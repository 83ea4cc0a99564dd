namespace ServeMulti.Benchmarking;

/// <summary>A remark that limits the use of a result. Immutable.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">One line with the facts; no capital at its beginning, no full stop at its end.</param>
public sealed record RunRemark(RunRemarkKind Kind, string Text)
{
    /// <summary>Gets a few words for the cell of a table, such as <c>3 of 200 failed</c>; the whole text where none were given.</summary>
    public string ShortText { get; init; } = Text;

    /// <summary>Gets whether such a run cannot judge its server at its load: it measured its client, or another workload than the one asked
    /// for. A search repeats it once and never counts it.</summary>
    public bool CannotJudge { get; init; }
}
