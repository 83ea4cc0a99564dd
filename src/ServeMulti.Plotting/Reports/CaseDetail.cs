using System.Globalization;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes what a row of the table of cases unfolds to: its commands, and for each run the result file, the log, and why there is no
/// result.</summary>
internal sealed class CaseDetail
{
    private readonly ExperimentResults _results;
    private readonly ILookup<string, ExperimentFailure> _failures;

    public CaseDetail(ExperimentResults results) => (_results, _failures) = (results, results.Failures.ToLookup(failure => failure.Case));

    /// <summary>Returns the failures of a case.</summary>
    public IEnumerable<ExperimentFailure> FailuresOf(string name) => _failures[name];

    /// <summary>Writes the row below that of the case.</summary>
    /// <param name="html">The page.</param>
    /// <param name="id">The identifier of the row.</param>
    /// <param name="name">The name of the case.</param>
    /// <param name="runs">The runs of the case.</param>
    /// <param name="columns">The number of columns of the table.</param>
    public void Write(Html html, string id, string name, IReadOnlyList<RunValues> runs, int columns)
    {
        html.Markup($"<tr class=\"detail\" id=\"{id}\" hidden><td colspan=\"{columns.ToString(CultureInfo.InvariantCulture)}\">\n")
            .Element("p", name, "class=\"soft\"");
        if (_results.Commands.GetValueOrDefault(name) is { } commands)
        {
            WriteCommand(html, "server", commands.Serve?.ToString() ?? commands.Endpoint);
            WriteCommand(html, "benchmark", commands.Bench?.ToString());
        }

        html.Markup(
            "<table>\n<thead><tr><th scope=\"col\">run</th><th scope=\"col\">result</th><th scope=\"col\">log</th><th scope=\"col\">remarks</th></tr></thead>\n<tbody>\n"
        );
        foreach (var run in runs)
        {
            WriteRun(html, run);
        }

        foreach (var failure in _failures[name])
        {
            html.Markup("<tr>").Element("td", failure.RunNumber.ToString(CultureInfo.InvariantCulture)).Markup("<td>no result</td><td>");
            ReportLink.Write(html, failure.LogPath, _results.Folder);
            html.Markup("</td>").Element("td", failure.Message).Markup("</tr>\n");
        }

        html.Markup("</tbody>\n</table>\n</td></tr>\n");
    }

    private void WriteRun(Html html, RunValues run)
    {
        var number = run["run_number"].ToString();
        html.Markup("<tr>").Element("td", number.Length > 0 ? number : "–").Markup("<td>");
        var file = FileOf(run);
        ReportLink.Write(html, file, _results.Folder, file is null ? null : Path.GetFileName(file));
        html.Markup("</td><td>");
        var log =
            run.TryFindNumber("run_number", out var value) && int.CreateSaturating(value) is var place
                ? _results.Logs.GetValueOrDefault((run.Case, place))
                : null;
        ReportLink.Write(html, log, _results.Folder);
        html.Markup("</td>")
            .Element("td", string.Join("; ", run.Remarks.Select(remark => remark.Text)) is { Length: > 0 } remarks ? remarks : "–")
            .Markup("</tr>\n");
    }

    /// <summary>A result of a file of several is followed by the number of its line.</summary>
    private static string? FileOf(RunValues run)
    {
        if (run.Source.Length == 0)
        {
            return null;
        }

        var colon = run.Source.LastIndexOf(':');
        return colon > 0 && run.Source[(colon + 1)..].All(char.IsAsciiDigit) ? run.Source[..colon] : run.Source;
    }

    private static void WriteCommand(Html html, string label, string? command)
    {
        if (command is not null)
        {
            html.Markup("<p>").Element("span", label, "class=\"soft\"").Text(" ").Element("code", command).Markup("</p>\n");
        }
    }
}
