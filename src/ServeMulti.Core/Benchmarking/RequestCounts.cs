namespace ServeMulti.Benchmarking;

/// <summary>How many requests a result speaks of, and how many of them failed.</summary>
/// <param name="Failed">The number of failed requests; 0 if the result does not count them.</param>
/// <param name="Sent">The number of requests that were sent; 0 if the result does not count them.</param>
internal readonly record struct RequestCounts(double Failed, double Sent)
{
    /// <summary>Reads a result; where it has no <c>failed</c>, what is missing from <c>num_prompts</c> failed.</summary>
    /// <param name="document">The result.</param>
    public static RequestCounts Of(ResultDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var completed = Find(document, ResultKeys.Completed);
        var failed = Find(document, ResultKeys.Failed);
        var prompts = Find(document, ResultKeys.NumPrompts);
        return failed is { } count ? new(count, completed is { } done ? done + count : Math.Max(prompts ?? 0, count))
            : completed is { } answered && prompts is { } sent ? new(Math.Max(0, sent - answered), Math.Max(sent, answered))
            : new(0, completed ?? 0);
    }

    /// <summary>Adds the requests of two results.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static RequestCounts operator +(RequestCounts left, RequestCounts right) =>
        new(left.Failed + right.Failed, left.Sent + right.Sent);

    private static double? Find(ResultDocument document, string name) =>
        document.TryFindMetric(name, out var value) && double.IsFinite(value) && value >= 0 ? value : null;
}
