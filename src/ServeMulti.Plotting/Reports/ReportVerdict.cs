using ServeMulti.Parameters;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the verdict: the largest load per SLA and its limiting factor, or the best configuration per metric and its
/// lead.</summary>
internal static class ReportVerdict
{
    public static void Write(Html html, ExperimentResults results)
    {
        html.Markup("<section aria-labelledby=\"verdict\">\n").Element("h2", "Verdict", "id=\"verdict\"").Markup("\n");
        if (results.Answers.Count > 0)
        {
            foreach (var level in results.Answers.GroupBy(answer => (answer.Result.ServiceLevel.Text, answer.Result.Variable.Name)))
            {
                WriteLevel(html, [.. level], new CaseLabels(results.Runs));
            }
        }
        else
        {
            RankingVerdict.Write(html, results);
        }

        html.Markup("</section>\n");
    }

    private static void WriteLevel(Html html, ExperimentAnswer[] answers, CaseLabels labels)
    {
        var level = answers[0].Result.ServiceLevel;
        var comparisons = LoadComparison.Of(answers.Select(answer => Name(answer, labels)));
        foreach (var comparison in comparisons)
        {
            WriteComparison(html, comparison, comparisons.Count > 1);
        }

        html.Markup("<div class=\"scroll\">\n<table>\n")
            .Element("caption", $"SLA: {level.Text}", "class=\"soft\"")
            .Markup(
                "\n<thead><tr><th scope=\"col\">case</th><th scope=\"col\" class=\"n\">largest load</th><th scope=\"col\" class=\"n\">at least</th><th scope=\"col\" class=\"n\">80 % interval</th><th scope=\"col\">outcome</th></tr></thead>\n<tbody>\n"
            );
        foreach (var (name, result) in answers.OrderByDescending(answer => answer.Result.Load ?? double.NegativeInfinity))
        {
            html.Markup("<tr>")
                .Element("td", labels.Of(name), "class=\"t\"")
                .Element("td", result.FormatLoad(result.Load), "class=\"n\"")
                .Element("td", result.FormatNumber(result.AtLeast), "class=\"n\"")
                .Element("td", result.FormatInterval(), "class=\"n\"")
                .Element("td", Outcome(result), "class=\"t\"")
                .Markup("</tr>\n");
        }

        html.Markup("</tbody>\n</table>\n</div>\n");
    }

    /// <summary>The same text as on the terminal: which configuration sustains the largest load, and its lead.</summary>
    private static void WriteComparison(Html html, LoadComparison comparison, bool isOneOfMany)
    {
        var total = comparison.Ranking.Count + comparison.Excluded.Count;
        var largest = comparison.Ranking.Count > 0 ? comparison.Ranking[0].Result : null;
        html.Markup(
            $"<div class=\"verdict{(total > 1 ? comparison.Best is null : largest is null) switch { true => " open", false => "" }}\">\n"
        );
        if (isOneOfMany)
        {
            html.Element("h3", $"On {comparison.Workload}").Markup("\n");
        }

        var level = comparison.ServiceLevel.Name ?? comparison.ServiceLevel.Text;
        var text =
            total > 1 ? $"Within {level}: {comparison.Describe()}"
            : largest is null ? $"No largest load within {level}: {comparison.Excluded[0].Reason}"
            : $"{largest.FormatLoad(largest.Load)} within {level}";
        html.Element("p", text.TrimEnd('.') + ".").Markup("\n");
        if (largest is not null)
        {
            html.Element(
                    "p",
                    total > 1 ? $"The largest, {comparison.Ranking[0].Parameters}: {Explain(largest)}" : Capital(Explain(largest))
                )
                .Markup("\n");
        }

        html.Markup("</div>\n");
    }

    private static (ParameterSet Configuration, ParameterSet Workload, SlaSearchResult Result) Name(
        ExperimentAnswer answer,
        CaseLabels labels
    )
    {
        var (configuration, workload) = labels.Split(answer.Case);
        return (RankingText.Name(configuration), RankingText.Name(workload), answer.Result);
    }

    private static string Explain(SlaSearchResult result)
    {
        var parts = new List<string>();
        if (result.Interval is { } interval)
        {
            parts.Add(
                double.IsFinite(interval.High)
                    ? $"the true answer lies between {result.FormatInterval().Replace(" to ", " and ", StringComparison.Ordinal)} with about 80 % confidence"
                    : $"the true answer is {result.FormatInterval()} with about 80 % confidence"
            );
        }

        if (result.AtLeast is { } least)
        {
            parts.Add($"at least {result.FormatNumber(least)} with about 95 %");
        }

        parts.Add(result.DescribeOutcome());
        return string.Join("; ", parts) + ".";
    }

    private static string Outcome(SlaSearchResult result) =>
        result.Problem is { } problem && !result.DescribeOutcome().Contains(problem, StringComparison.Ordinal)
            ? $"{result.DescribeOutcome()}: {problem}"
            : result.DescribeOutcome();

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
