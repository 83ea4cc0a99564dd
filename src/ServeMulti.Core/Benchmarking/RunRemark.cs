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

    /// <summary>Returns the remarks on a result, the most serious kind first; none if there are no differences from the request.</summary>
    /// <remarks>
    /// Read from the fields <c>failed</c>, <c>completed</c>, <c>num_prompts</c>, <c>client_failures</c>, <c>client_was_bottleneck</c>,
    /// <c>client_send_lag_growth_ms</c> beside <c>median_e2el_ms</c>, <c>requested_input_tokens</c> and <c>requested_output_tokens</c> beside
    /// <c>total_input_tokens</c> and <c>total_output_tokens</c>, <c>prompt_form</c>, <c>ignore_eos</c>, <c>client_token_counts</c>,
    /// <c>unstreamed_output_tokens</c>, <c>client_requests_without_tpot</c> and <c>client_requests_with_refused_counts</c>. The built-in load generator writes all of them. A field that
    /// a result does not have gives no remark.
    /// </remarks>
    /// <param name="document">The result.</param>
    public static IReadOnlyList<RunRemark> Of(ResultDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return RunRemarks.Of(document);
    }

    /// <summary>Describes in a few words what limits the use of several runs of one case, such as <c>9 of 600 failed</c>; empty if nothing
    /// does.</summary>
    /// <param name="documents">The results of the runs.</param>
    public static string Describe(IReadOnlyCollection<ResultDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return RunRemarks.Describe(documents);
    }
}
