using System.Globalization;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Statistics;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the table of all cases: parameters, means of the metrics, failures; each row unfolds to its runs.</summary>
internal sealed class CaseTable
{
    private const int MostRows = 5000;
    private const string WithoutResult = "runs without a result";

    private readonly ExperimentResults _results;
    private readonly (string Name, RunValues[] Runs)[] _cases;
    private readonly string[] _keys;
    private readonly IReadOnlyList<string> _metrics;
    private readonly CaseDetail _detail;
    private readonly bool _unfolds;
    private readonly bool _countsFailures;
    private readonly bool _hasRemarks;
    private readonly (bool Configuration, bool Workload) _names;

    public CaseTable(ExperimentResults results)
    {
        _results = results;
        var runs = results.Runs;
        var measured = runs.GroupBy(run => run.Case).Select(group => (Name: group.Key, Runs: group.ToArray())).ToArray();
        var known = measured.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        _cases =
        [
            .. measured,
            .. results
                .Failures.Select(failure => failure.Case)
                .Distinct()
                .Where(name => !known.Contains(name))
                .Select(name => (name, Array.Empty<RunValues>())),
        ];
        _keys = [.. VaryingKeys.Of(runs, runs.ServerKeys.Concat(runs.BenchmarkKeys).Distinct())];
        _metrics = ReportMetrics.Of(results, TableMarkup.Preferred);
        _detail = new CaseDetail(results);
        _unfolds = runs.Count + results.Failures.Count <= RunTable.MostRuns;
        _countsFailures = TableMarkup.CountsFailures(runs);
        _hasRemarks = runs.Any(run => run.Remarks.Count > 0);
        _names = (runs.Names.Values.Any(name => name.Configuration is not null), runs.Names.Values.Any(name => name.Workload is not null));
    }

    public static void Write(Html html, ExperimentResults results) => new CaseTable(results).Write(html);

    private bool NamesCases => _keys.Length == 0 && _names is { Configuration: false, Workload: false };

    private void Write(Html html)
    {
        html.Markup("<section aria-labelledby=\"cases\" class=\"wide\">\n")
            .Element("h2", "All cases", "id=\"cases\" tabindex=\"-1\"")
            .Markup("\n");
        TableMarkup.WriteTools(html, "case-table", "Filter the cases", Math.Min(_cases.Length, MostRows));
        if (_cases.Length > MostRows)
        {
            WriteNote(
                html,
                $"The table shows the first {MostRows} of {SummaryText.Count(_cases.Length, "case")}; summary.csv contains all."
            );
        }

        if (!_unfolds)
        {
            WriteNote(html, "With so many runs, rows do not unfold to them.");
        }

        html.Markup(
            "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-labelledby=\"cases\">\n<table class=\"data\" id=\"case-table\">\n<thead><tr>"
        );
        var columns = WriteHeads(html);
        html.Markup("</tr></thead>\n<tbody>\n");
        foreach (var (one, place) in _cases.Take(MostRows).Select((one, place) => (one, place)))
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"case-{place + 1}");
            WriteRow(html, one.Name, one.Runs, id);
            if (_unfolds)
            {
                _detail.Write(html, id, one.Name, one.Runs, columns);
            }
        }

        html.Markup("</tbody>\n</table>\n</div>\n</section>\n");
    }

    private int WriteHeads(Html html)
    {
        (string Text, string Kind, string? Key)[] heads =
        [
            .. _names.Configuration ? [("configuration", "", null)] : Array.Empty<(string, string, string?)>(),
            .. _names.Workload ? [("workload", "", null)] : Array.Empty<(string, string, string?)>(),
            .. (NamesCases ? ["case"] : _keys).Select(key => (key, "", (string?)null)),
            ("runs", "n", null),
            .. _results.Failures.Count > 0 ? [(WithoutResult, "n", null)] : Array.Empty<(string, string, string?)>(),
            .. _metrics.Select(metric => (Title(metric), "n", (string?)metric)),
        ];
        foreach (var (text, kind, key) in heads)
        {
            TableMarkup.WriteHead(html, text, kind, key);
        }

        TableMarkup.WriteFailedAndRemarksHeads(html, _results.Runs, _hasRemarks);
        return heads.Length + (_countsFailures ? 1 : 0) + (_hasRemarks ? 1 : 0);
    }

    private void WriteRow(Html html, string name, RunValues[] runs, string id)
    {
        html.Markup("<tr>");
        var names = _results.Runs.Names.GetValueOrDefault(name);
        WriteName(html, _names.Configuration, names.Configuration);
        WriteName(html, _names.Workload, names.Workload);
        if (NamesCases)
        {
            html.Element("td", name, "class=\"t\"");
        }

        foreach (var key in _keys)
        {
            TableMarkup.WriteValue(
                html,
                runs.Length > 0 ? runs[0][key] : _results.Commands.GetValueOrDefault(name)?.ValueOf(key) ?? default
            );
        }

        WriteCount(html, runs.Length, _unfolds ? id : null);
        if (_results.Failures.Count > 0)
        {
            WriteCount(html, _detail.FailuresOf(name).Count(), null);
        }

        foreach (var metric in _metrics)
        {
            double[] values =
            [
                .. runs.Select(run => CasePoint.TryReadMeasured(run, metric, out var value) ? value : double.NaN).Where(double.IsFinite),
            ];
            var sample = values.Length > 0 ? SampleSummary.Of(values) : null;
            TableMarkup.WriteNumber(html, sample?.Mean ?? double.NaN, sample?.FindHalfWidth());
        }

        TableMarkup.WriteFailedAndRemarks(html, runs, _countsFailures, _hasRemarks);
        html.Markup("</tr>\n");
    }

    private static void WriteName(Html html, bool isShown, string? name)
    {
        if (isShown)
        {
            html.Element("td", name ?? "–", "class=\"t\"");
        }
    }

    private static void WriteCount(Html html, int count, string? unfolds)
    {
        var text = count.ToString(CultureInfo.InvariantCulture);
        html.Markup($"<td class=\"n\" data-v=\"{text}\">");
        if (unfolds is null)
        {
            html.Text(text);
        }
        else
        {
            html.Element(
                "button",
                text,
                $"type=\"button\" class=\"unfold\" aria-expanded=\"false\" aria-controls=\"{unfolds}\" title=\"Show commands, files and logs\""
            );
        }

        html.Markup("</td>");
    }

    private static void WriteNote(Html html, string text) => html.Element("p", text, "class=\"soft\"").Markup("\n");

    private static string Title(string metric) =>
        MetricText.Unit(metric) is { Length: > 0 } unit && !metric.EndsWith($"_{unit}", StringComparison.Ordinal)
            ? $"{metric} ({unit})"
            : metric;
}
