using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the verdict: the largest load per SLA and what binds it, or the best configuration per metric and by how much.</summary>
internal static class ReportVerdict
{
    private static readonly string[] Metrics = ["request_throughput", "output_throughput", "p99_ttft_ms", "p99_e2el_ms"];

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
            WriteRanking(html, results.Runs);
        }

        html.Markup("</section>\n");
    }

    private static void WriteLevel(Html html, ExperimentAnswer[] answers, CaseLabels labels)
    {
        var level = answers[0].Result.ServiceLevel;
        var best = answers.Where(answer => answer.Result.Load is not null).MaxBy(answer => answer.Result.Load);
        html.Markup($"<div class=\"verdict{(best is null ? " open" : "")}\">\n");
        html.Element("p", best is null
            ? $"No largest load within {level.Name ?? level.Text}: {answers[0].Result}"
            : $"{(answers.Length > 1 ? $"{labels.Of(best.Case)} sustains the largest load: " : "")}{Load(best.Result)} within {level.Name ?? level.Text}").Markup("\n");
        if (best is not null)
        {
            html.Element("p", Explain(best.Result)).Markup("\n");
        }

        html.Markup("</div>\n<div class=\"scroll\">\n<table>\n").Element("caption", $"SLA: {level.Text}", "class=\"soft\"")
            .Markup("\n<thead><tr><th scope=\"col\">case</th><th scope=\"col\" class=\"n\">largest load</th><th scope=\"col\" class=\"n\">at least</th><th scope=\"col\" class=\"n\">80 % interval</th><th scope=\"col\">bound by</th><th scope=\"col\">outcome</th></tr></thead>\n<tbody>\n");
        foreach (var (name, result) in answers.OrderByDescending(answer => answer.Result.Load ?? double.NegativeInfinity))
        {
            html.Markup("<tr>").Element("td", labels.Of(name), "class=\"t\"")
                .Element("td", result.Load is null ? "–" : Load(result), "class=\"n\"")
                .Element("td", result.AtLeast is { } least ? NumberText.Value(least) : "–", "class=\"n\"")
                .Element("td", Interval(result), "class=\"n\"")
                .Element("td", result.Binding?.Text ?? "–", "class=\"t\"")
                .Element("td", Outcome(result), "class=\"t\"").Markup("</tr>\n");
        }

        html.Markup("</tbody>\n</table>\n</div>\n");
    }

    private static string Load(SlaSearchResult result) => $"{NumberText.Value(result.Load ?? double.NaN)} {result.Variable.Unit}";

    private static string Interval(SlaSearchResult result) => result.Interval is { } interval ? $"{NumberText.Value(interval.Low)} – {NumberText.Value(interval.High)}" : "–";

    private static string Explain(SlaSearchResult result)
    {
        var parts = new List<string>();
        if (result.Interval is not null)
        {
            parts.Add($"the true answer lies between {Interval(result)} with about 80 % confidence");
        }

        if (result.AtLeast is { } least)
        {
            parts.Add($"at least {NumberText.Value(least)} with about 95 %");
        }

        parts.Add(result.Binding is { } binding ? $"bound by {binding.Text}" : Outcome(result));
        var text = string.Join("; ", parts) + ".";
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    internal static string Outcome(SlaSearchResult result) => result.Outcome switch
    {
        SlaSearchOutcome.Bounded => "a slightly larger load misses the SLA",
        SlaSearchOutcome.Capacity => "the server saturates before a criterion binds",
        SlaSearchOutcome.TooShort => $"whether larger loads are sustained cannot be told with so few prompts{(result.PromptsNeeded is { } prompts ? $"; {prompts} are needed" : "")}",
        SlaSearchOutcome.AboveRange => "the largest load of interest passes: the answer lies at or above it",
        SlaSearchOutcome.BudgetSpent => "the budget ended first",
        SlaSearchOutcome.Pruned => result.Problem ?? "pruned: it clearly misses the SLA at the best load of another",
        SlaSearchOutcome.NothingPasses => "no load passes",
        SlaSearchOutcome.Infeasible => "a limit from below is not reached at any load that meets the others",
        _ => $"not measured{(result.Problem is { } problem ? $": {problem}" : "")}",
    };

    private static void WriteRanking(Html html, RunSet runs)
    {
        var keys = VaryingKeys.Of(runs, runs.ServerKeys);
        string[] lines = keys.Count == 0 ? [] : [.. Metrics.Select(metric => RankingText.Find(runs, keys, metric)).OfType<string>()];
        html.Markup($"<div class=\"verdict{(lines.Length > 0 ? "" : " open")}\">\n");
        foreach (var line in lines)
        {
            html.Element("p", line).Markup("\n");
        }

        if (lines.Length == 0)
        {
            html.Element("p", runs.Count == 0 ? "No run has a result." : keys.Count == 0 ? "There is one server configuration, so there is none to choose." : "The configurations have no workload in common that could be compared.").Markup("\n");
            if (FindHighest(runs) is { } highest)
            {
                html.Element("p", highest).Markup("\n");
            }
        }

        html.Markup("</div>\n");
    }

    /// <summary>Says which case has the highest throughput, where configurations cannot be compared.</summary>
    private static string? FindHighest(RunSet runs)
    {
        var points = CasePoint.Of(runs, (Metrics[0], FigureScale.Linear), (Metrics[0], FigureScale.Linear), out _);
        return points.MaxBy(point => point.Y.Mean) is { } best
            ? $"The highest {MetricText.Name(Metrics[0])} is {NumberText.Mean(best.Y.Mean, best.Y.FindHalfWidth())} {MetricText.Unit(Metrics[0])}: {best.Case}"
            : null;
    }
}
