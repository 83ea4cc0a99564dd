using System.Globalization;

namespace ServeMulti.SearchLab;

/// <summary>Prints one column of figures per method.</summary>
internal sealed class Table(string title)
{
    private readonly List<(string Name, SearchOutcome[] Outcomes)> _columns = [];

    public void Add(string name, SearchOutcome[] outcomes) => _columns.Add((name, outcomes));

    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(title);
        Row(output, "", c => c.Name);
        Row(output, "runs, mean", c => Text(c.Outcomes.Average(o => o.Runs), "0.0"));
        Row(output, "runs, p95", c => Text(Quantile(c.Outcomes.Select(o => (double)o.Runs), 0.95), "0"));
        Row(output, "above long-run capacity by 2 %", c => c.Outcomes[0].IsRate ? Share(c.Outcomes, o => o.IsViolation) : "-");
        Row(output, "above truth by 5 %", c => Share(c.Outcomes, o => o.IsAbove));
        Row(output, "below truth by 5 % (1 forgiven)", c => Share(c.Outcomes, o => o.IsBelow));
        Row(output, "below truth by 10 % (1 forgiven)", c => Share(c.Outcomes, o => o.IsFarBelow));
        Row(output, "no answer", c => Share(c.Outcomes, o => double.IsNaN(o.Load)));
        Row(output, "median error", c => Text(100 * Quantile(c.Outcomes.Select(o => Math.Abs(o.Bias)), 0.5), "0.0", " %"));
        Row(output, "median bias", c => Text(100 * Quantile(c.Outcomes.Select(o => o.Bias), 0.5), "0.0", " %"));
        Row(output, "shortness, mean", c => Text(-100 * c.Outcomes.Average(o => Math.Min(0, o.Bias)), "0.0", " %"));
        Row(output, "at least holds", c => Share([.. c.Outcomes.Where(o => o.AtLeast is not null)], o => o.HoldsAtLeast));
        Row(
            output,
            "at least / truth, median",
            c => Text(100 * Quantile(c.Outcomes.Where(o => o.AtLeast is not null).Select(o => o.AtLeast!.Value / o.Truth), 0.5), "0", " %")
        );
        Row(output, "interval covers", c => Share([.. c.Outcomes.Where(o => o.Interval is not null)], o => o.IsCovered));
        Row(
            output,
            "interval, median width",
            c =>
                Text(
                    100
                        * Quantile(
                            c.Outcomes.Where(o => o.Interval is not null).Select(o => (o.Interval!.High - o.Interval.Low) / o.Truth),
                            0.5
                        ),
                    "0",
                    " %"
                )
        );
        Row(
            output,
            "interval's middle, median bias",
            c =>
                Text(
                    100
                        * Quantile(
                            c.Outcomes.Where(o => o.Interval is not null)
                                .Select(o => (Math.Sqrt(o.Interval!.Low * o.Interval.High) / o.Truth) - 1),
                            0.5
                        ),
                    "0.0",
                    " %"
                )
        );
        Row(output, "wall time, median", c => Text(Quantile(c.Outcomes.Select(o => o.Seconds), 0.5), "0", " s"));
        Row(output, "wall time, mean", c => Text(c.Outcomes.Average(o => o.Seconds), "0", " s"));
        Row(
            output,
            "crashed / endless / wrong by 25 %",
            c =>
                $"{c.Outcomes.Count(o => o.Crash is not null and not EndlessSearchException)} / {c.Outcomes.Count(o => o.Crash is EndlessSearchException)} / {c.Outcomes.Count(o => o.IsWrong)}"
        );
    }

    private void Row(TextWriter output, string name, Func<(string Name, SearchOutcome[] Outcomes), string> cell) =>
        output.WriteLine($"{name, -35}" + string.Concat(_columns.Select(c => $"{cell(c), 12}")));

    private static string Share(SearchOutcome[] outcomes, Func<SearchOutcome, bool> test) =>
        outcomes.Length == 0 ? "-" : Text(100.0 * outcomes.Count(test) / outcomes.Length, "0.0", " %");

    private static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : SortedValues.Quantile(sorted, share);
    }

    private static string Text(double value, string format, string unit = "") =>
        double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture) + unit;
}
