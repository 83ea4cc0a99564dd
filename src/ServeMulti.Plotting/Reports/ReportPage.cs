using System.Globalization;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the page of a report from its sections.</summary>
internal sealed class ReportPage
{
    private const int MostSpots = 2000;

    private readonly ExperimentResults _results;
    private readonly ReportFigures _figures;
    private readonly Html _html = new();

    public ReportPage(ExperimentResults results, ReportFigures figures) => (_results, _figures) = (results, figures);

    public string Write()
    {
        _html
            .Markup(
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            )
            .Markup(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
            )
            .Markup("<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Element("title", $"{_results.Title} – ServeMulti report")
            .Markup("\n<link rel=\"icon\" href=\"data:,\">\n<style>\n")
            .Markup(Asset("report.css"))
            .Markup(Asset("figures.css"))
            .Markup("</style>\n<noscript><style>tr.detail[hidden]{display:table-row}</style></noscript>\n</head>\n<body>\n")
            .Markup("<a class=\"skip\" href=\"#cases\">Skip to the table of cases</a>\n<header>\n")
            .Element("h1", _results.Title)
            .Element("p", Summarize(_results), "class=\"soft\"")
            .Markup("\n</header>\n<main>\n");
        SummaryHtml.Write(_html, ReportSummary.Of(_results));
        WriteFigures();
        CaseTable.Write(_html, _results);
        FailureTable.Write(_html, _results);
        RunTable.Write(_html, _results);
        WriteFacts();
        _html
            .Markup("</main>\n<footer>\n")
            .Element(
                "p",
                "Written by ServeMulti. Tables and figures show arithmetic means; their 95 % intervals are by Student's t distribution, and a mean of one run has none. Verdicts compare geometric means, which differ a little from them."
            )
            .Markup("\n</footer>\n<script>\n")
            .Markup(Asset("report.js"))
            .Markup(Asset("figures.js"))
            .Markup("</script>\n</body>\n</html>\n");
        return _html.ToString();
    }

    internal static string Asset(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    internal static string Summarize(ExperimentResults results)
    {
        var cases = results.Runs.Select(run => run.Case).Distinct().Count();
        var facts = results.Facts.ToDictionary(fact => fact.Key, fact => fact.Value, StringComparer.Ordinal);
        var parts = new List<string> { SummaryText.Count(cases, "case"), SummaryText.Count(results.Runs.Count, "run") };
        if (results.Failures.Count > 0)
        {
            parts.Add($"{SummaryText.Count(results.Failures.Count, "run")} without a result");
        }

        if (facts.TryGetValue("started", out var started))
        {
            parts.Add($"started {started}");
        }

        if (facts.TryGetValue("host", out var host))
        {
            parts.Add($"on {host}");
        }

        return string.Join(" · ", parts);
    }

    private void WriteFigures()
    {
        if (_figures.Figures.Count + _figures.More.Count + _figures.Notes.Count == 0)
        {
            return;
        }

        _html.Markup("<section aria-labelledby=\"figures\">\n").Element("h2", "Figures", "id=\"figures\"").Markup("\n");
        // Most of the time of a large report goes into its figures, which do not depend on each other.
        (Figure Figure, string Svg)[] drawn =
        [
            .. _figures.Figures.Concat(_figures.More).AsParallel().AsOrdered().Select(figure => (figure, Draw(figure))),
        ];
        foreach (var (figure, svg) in drawn.Take(_figures.Figures.Count))
        {
            WriteFigure(figure, svg);
        }

        if (_figures.More.Count > 0)
        {
            _html
                .Markup("<details class=\"more\">\n")
                .Element("summary", $"Show {SummaryText.Count(_figures.More.Count, "more figure")}")
                .Markup("\n");
            foreach (var (figure, svg) in drawn.Skip(_figures.Figures.Count))
            {
                WriteFigure(figure, svg);
            }

            _html.Markup("</details>\n");
        }

        foreach (var note in _figures.Notes)
        {
            _html.Element("p", note, "class=\"soft\"").Markup("\n");
        }

        _html.Markup("</section>\n");
    }

    private static bool IsCrowded(Figure figure) => figure.Points.Count > MostSpots;

    private static string Draw(Figure figure) =>
        FigureExporter.ToSvg(
            IsCrowded(figure)
                ? new Figure(figure.Name, figure.Model, figure.Width, figure.Height) { Description = figure.Description }
                : figure
        );

    private void WriteFigure(Figure figure, string svg)
    {
        // On a phone a figure scrolls, because it would be unreadable at the width of the screen.
        _html
            .Markup(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<figure>\n<div class=\"scroll\"><div style=\"min-width:{Math.Min(1000, figure.Width * 0.8):0}px\">\n"
                )
            )
            .Markup(svg)
            .Markup("</div></div>\n");
        if (IsCrowded(figure))
        {
            _html
                .Element(
                    "figcaption",
                    $"Its {SummaryText.Count(figure.Points.Count, "point")} are too many for tooltips; the table below contains their values.",
                    "class=\"soft\""
                )
                .Markup("\n");
        }

        _html.Markup("</figure>\n");
    }

    private void WriteFacts(string? label, IReadOnlyList<KeyValuePair<string, string>> facts)
    {
        if (label is not null)
        {
            _html.Element("h3", label).Markup("\n");
        }

        _html.Markup("<dl>\n");
        foreach (var (name, value) in facts)
        {
            _html
                .Element("dt", name)
                .Markup("<dd>")
                .Element(name.Contains("command", StringComparison.Ordinal) ? "code" : "span", value)
                .Markup("</dd>\n");
        }

        _html.Markup("</dl>\n");
    }

    private void WriteFacts()
    {
        (string? Label, IReadOnlyList<KeyValuePair<string, string>> Facts)[] experiments =
            _results.Experiments.Count > 1
                ? [.. _results.Experiments.Select(experiment => (experiment.Label, experiment.Facts))]
                :
                [
                    (
                        null,
                        _results.Facts.Count > 0 ? _results.Facts
                        : _results.Experiments is [var only] ? only.Facts
                        : []
                    ),
                ];
        if (experiments.Any(experiment => experiment.Facts.Count > 0))
        {
            _html.Markup("<section aria-labelledby=\"facts\">\n").Element("h2", "What was run", "id=\"facts\"").Markup("\n");
            foreach (var (label, facts) in experiments)
            {
                WriteFacts(label, facts);
            }

            _html.Markup("</section>\n");
        }

        if (_results.Problems.Count > 0)
        {
            _html
                .Markup("<section aria-labelledby=\"skipped\">\n")
                .Element("h2", "Files that were skipped or read in part", "id=\"skipped\"")
                .Markup("\n<ul>\n");
            foreach (var problem in _results.Problems)
            {
                _html.Element("li", problem).Markup("\n");
            }

            _html.Markup("</ul>\n</section>\n");
        }
    }
}
