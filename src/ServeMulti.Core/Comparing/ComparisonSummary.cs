using System.Globalization;
using System.Text;

namespace ServeMulti.Comparing;

/// <summary>Writes a comparison of two builds as lines: what differs besides the build, the verdict, then the changes.</summary>
internal static class ComparisonSummary
{
    private const int MostUnmatched = 6;

    public static string Describe(ExperimentComparison comparison, int mostChanges)
    {
        var text = new StringBuilder();
        foreach (var difference in comparison.Differences)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"differs: {difference}");
        }

        foreach (var note in comparison.Notes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"note: {note}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"verdict: {ChangeText.Word(comparison.Verdict)}");
        var lines = ComparisonLine.Of(comparison);
        foreach (var line in Choose(lines, mostChanges))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {line.Name}: {line.Text}");
        }

        if (DescribeRest(lines, mostChanges) is { } rest)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {rest}");
        }

        foreach (var line in comparison.Unmatched.Take(MostUnmatched))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"not compared: {line}");
        }

        if (comparison.Unmatched.Count > MostUnmatched)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"not compared: {comparison.Unmatched.Count - MostUnmatched} more");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Chooses the lines that are shown, in their order: where not all are, the worst.</summary>
    public static IReadOnlyList<ComparisonLine> Choose(IReadOnlyList<ComparisonLine> lines, int most) =>
        lines.Count <= most
            ? lines
            :
            [
                .. lines
                    .Select((line, place) => (Line: line, Place: place))
                    .OrderBy(pair => ChangeRule.Rank(pair.Line.Verdict))
                    .ThenBy(pair => pair.Place)
                    .Take(most)
                    .OrderBy(pair => pair.Place)
                    .Select(pair => pair.Line),
            ];

    /// <summary>Counts what is not shown, such as <c>and 96 more: 2 inconclusive, 94 without a relevant difference</c>; null where all
    /// is.</summary>
    public static string? DescribeRest(IReadOnlyList<ComparisonLine> lines, int most)
    {
        if (lines.Count <= most)
        {
            return null;
        }

        var rest = lines.Except(Choose(lines, most), ReferenceEqualityComparer.Instance).Cast<ComparisonLine>().ToArray();
        var counts = rest.GroupBy(line => line.Verdict)
            .OrderBy(group => ChangeRule.Rank(group.Key))
            .Select(group =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Count()} {(group.Key == ChangeVerdict.NoRelevantDifference ? "without a relevant difference" : ChangeText.Word(group.Key))}"
                )
            );
        return string.Create(CultureInfo.InvariantCulture, $"and {rest.Length} more: {string.Join(", ", counts)}");
    }
}
