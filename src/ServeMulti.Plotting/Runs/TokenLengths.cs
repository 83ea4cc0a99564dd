using System.Globalization;

namespace ServeMulti.Plotting.Runs;

/// <summary>Separates workloads by the mean lengths of prompts and answers, if a result does not contain the requested lengths.</summary>
/// <remarks>
/// Means of one workload differ a little from run to run: lengths are random, and answers end when the model ends them. So lengths that are
/// close together are one workload; the gaps between chosen workloads are far larger.
/// </remarks>
internal static class TokenLengths
{
    private const double Step = 1.1;
    private const double Whole = 1.25;

    /// <summary>Names the workload of each run, such as <c>938 tokens in, 170 out</c>, with <c>~</c> if the runs of a workload
    /// differ.</summary>
    /// <param name="runs">The mean lengths of the runs; null if unknown or stated by a setting.</param>
    public static IReadOnlyList<string> Describe(IReadOnlyList<(double? Input, double? Output)> runs)
    {
        var names = new string[runs.Count];
        foreach (var byInput in Cluster(Enumerable.Range(0, runs.Count), index => runs[index].Input))
        {
            foreach (var members in Cluster(byInput, index => runs[index].Output))
            {
                var (input, output) = (
                    Spell(members.Select(index => runs[index].Input)),
                    Spell(members.Select(index => runs[index].Output))
                );
                var name = (input, output) switch
                {
                    (null, null) => "",
                    (null, _) => $"{output} tokens out",
                    (_, null) => $"{input} tokens in",
                    _ => $"{input} tokens in, {output} out",
                };
                foreach (var index in members)
                {
                    names[index] = name;
                }
            }
        }

        return names;
    }

    private static List<List<int>> Cluster(IEnumerable<int> indexes, Func<int, double?> length)
    {
        var groups = new List<List<int>>();
        double? first = null;
        double? last = null;
        foreach (var index in indexes.OrderBy(length))
        {
            var next = length(index);
            // Runs without a length come first, as their own group.
            if (groups.Count == 0 || next is null != last is null || next > last * Step || next > first * Whole)
            {
                groups.Add([]);
                first = next;
            }

            last = next;
            groups[^1].Add(index);
        }

        return groups;
    }

    private static string? Spell(IEnumerable<double?> lengths)
    {
        double[] sorted = [.. lengths.OfType<double>().Order()];
        return sorted.Length == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{(sorted[^1] - sorted[0] < 0.5 ? "" : "~")}{sorted[sorted.Length / 2]:0}");
    }
}
