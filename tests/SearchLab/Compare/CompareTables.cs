using System.Globalization;
using ServeMulti.Comparing;

namespace ServeMulti.SearchLab.Compare;

/// <summary>Prints how comparisons of builds did, beside the habits of peers.</summary>
internal static class CompareTables
{
    private const double Slower = 1.1;

    /// <summary>Neither verdict is right or wrong here, but for "no relevant difference", which is wrong.</summary>
    private const double AtTheMargin = 1.05;
    private static readonly double[] Noises = [0.01, 0.03, 0.1];

    private static readonly (string Name, Func<BuildModel, BuildModel> Change)[] Conditions =
    [
        ("steady", model => model),
        ("drift, by case", model => model with { Drift = 0.1 }),
        ("drift, in rounds", model => model with { Drift = 0.1, InRounds = true }),
        ("first run faster", model => model with { FasterFirst = 0.1 }),
    ];

    public static void Print(TextWriter output, CompareLab lab)
    {
        PrintEqual(output, lab);
        PrintSlower(output, lab);
        PrintSequential(output, lab);
    }

    private static void PrintEqual(TextWriter output, CompareLab lab)
    {
        Head(
            output,
            $"equal builds, {CompareLab.Cases} cases x 3 metrics, {CompareLab.Runs} runs: share of whole comparisons",
            "worse",
            "better",
            "equal",
            "not known",
            "| means > 5 %",
            "no overlap"
        );
        foreach (var (name, model) in Models(1))
        {
            var count = lab.PlayFixed(model);
            Row(
                output,
                name,
                count.Share(ChangeVerdict.Regressed),
                count.Share(ChangeVerdict.Improved),
                count.Share(ChangeVerdict.NoRelevantDifference),
                count.Share(ChangeVerdict.Inconclusive),
                count.MeansDiffer,
                count.IntervalsDiffer
            );
        }
    }

    private static void PrintSlower(TextWriter output, CompareLab lab)
    {
        Head(
            output,
            $"10 % slower, {CompareLab.Cases} cases x 3 metrics, {CompareLab.Runs} runs: share of whole comparisons, and of single metrics",
            "found",
            "not known",
            "wrong",
            "| metrics found",
            "metrics wrong",
            "| means > 5 %",
            "no overlap"
        );
        foreach (var (name, model) in Models(Slower))
        {
            var count = lab.PlayFixed(model);
            Row(
                output,
                name,
                count.Share(ChangeVerdict.Regressed),
                count.Share(ChangeVerdict.Inconclusive),
                count.Share(ChangeVerdict.Improved) + count.Share(ChangeVerdict.NoRelevantDifference),
                count.ShareOfMetrics(ChangeVerdict.Regressed),
                count.ShareOfMetrics(ChangeVerdict.Improved) + count.ShareOfMetrics(ChangeVerdict.NoRelevantDifference),
                count.MeansDiffer,
                count.IntervalsDiffer
            );
        }
    }

    private static void PrintSequential(TextWriter output, CompareLab lab)
    {
        Head(
            output,
            $"A/B in turn, 1 case x 3 metrics, at most {CompareLab.Budget} runs: share of A/Bs, mean runs of both sides, and the runs of a fixed design that is right as often",
            "worse",
            "better",
            "equal",
            "not known",
            "| runs",
            "fixed",
            "ratio",
            "| covers"
        );
        foreach (var truth in new[] { 1, AtTheMargin, Slower })
        {
            foreach (var (name, model) in Models(truth).Where(pair => !pair.Model.InRounds))
            {
                var count = lab.PlaySequential(model);
                var right = truth > AtTheMargin ? ChangeVerdict.Regressed : ChangeVerdict.NoRelevantDifference;
                // The fixed design is compared under steady conditions, which favour it.
                var needed =
                    truth != AtTheMargin && count.Share(right) >= 0.5
                        ? lab.FindFixedRuns(model with { Drift = 0, FasterFirst = 0 }, right, count.Share(right))
                        : null;
                var truthName =
                    truth == 1 ? "equal"
                    : truth == AtTheMargin ? "5 %"
                    : "10 %";
                output.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{truthName + ", " + name, -38}")
                        + string.Concat(
                            new[]
                            {
                                ComparisonCount.Percent(count.Share(ChangeVerdict.Regressed)),
                                ComparisonCount.Percent(count.Share(ChangeVerdict.Improved)),
                                ComparisonCount.Percent(count.Share(ChangeVerdict.NoRelevantDifference)),
                                ComparisonCount.Percent(count.Share(ChangeVerdict.Inconclusive)),
                                count.MeanRuns.ToString("0.0", CultureInfo.InvariantCulture),
                                needed is { } runs ? runs.ToString(CultureInfo.InvariantCulture) : "-",
                                needed is { } all ? (count.MeanRuns / all).ToString("0.00", CultureInfo.InvariantCulture) : "-",
                                ComparisonCount.Percent(count.Covers(truth)),
                            }.Select(cell => $"{cell, 15}")
                        )
                );
            }
        }
    }

    private static IEnumerable<(string Name, BuildModel Model)> Models(double slowdown) =>
        Noises.SelectMany(
            noise => Conditions,
            (noise, condition) =>
                (
                    string.Create(CultureInfo.InvariantCulture, $"noise {100 * noise:0} %, {condition.Name}"),
                    condition.Change(new BuildModel(noise) { Slowdown = slowdown })
                )
        );

    private static void Head(TextWriter output, string title, params string[] columns)
    {
        output.WriteLine();
        output.WriteLine(title);
        output.WriteLine($"{"", -38}" + string.Concat(columns.Select(column => $"{column, 15}")));
    }

    private static void Row(TextWriter output, string name, params double[] shares) =>
        output.WriteLine($"{name, -38}" + string.Concat(shares.Select(share => $"{ComparisonCount.Percent(share), 15}")));
}
