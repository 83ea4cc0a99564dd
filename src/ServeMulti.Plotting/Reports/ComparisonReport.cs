using ServeMulti.Comparing;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes a comparison of two builds for people: as one HTML page with a forest plot of all intervals, or as Markdown for a pull
/// request.</summary>
/// <remarks>All text of parameters and results is escaped.</remarks>
/// <example>
/// <code>
/// var comparison = await ExperimentComparison.OfAsync(baseline, current);
/// Console.WriteLine(ComparisonReport.ToMarkdown(comparison, "before", "after"));
/// </code>
/// </example>
public static class ComparisonReport
{
    /// <summary>Returns the comparison as the text of an HTML page that needs no other file.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="baseline">What the build before is called.</param>
    /// <param name="current">What the build to judge is called.</param>
    public static string ToHtml(ExperimentComparison comparison, string baseline, string current)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        return new ComparisonPage(comparison, $"{baseline} → {current}").Write();
    }

    /// <summary>Returns the comparison as Markdown with line feeds: the verdict, what differs besides the build, and a table of at most 20
    /// changes, the worst first.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="baseline">What the build before is called.</param>
    /// <param name="current">What the build to judge is called.</param>
    public static string ToMarkdown(ExperimentComparison comparison, string baseline, string current)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        return ComparisonMarkdown.Write(comparison, $"{baseline} → {current}");
    }
}
