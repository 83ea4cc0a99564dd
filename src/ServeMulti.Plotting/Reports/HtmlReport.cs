using System.Text;
using ServeMulti.Plotting.Export;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes everything an experiment tells as one HTML file that needs nothing else: verdict, figures, a table of all cases, failures, what was run.</summary>
/// <remarks>
/// All text of parameters, results and logs is escaped. Values of options that look like keys are masked. Above 2,000 points a figure says no values when it is
/// pointed at, and above 2,000 runs single runs are left out of the file, which says so.
/// </remarks>
/// <example>
/// <code>
/// var results = await ExperimentResults.ReadAsync("results/20261124_061013");
/// HtmlReport.Save(results, "results/20261124_061013/report.html");
/// </code>
/// </example>
public static class HtmlReport
{
    /// <summary>Gets the name that a report has in the folder of its experiment.</summary>
    public static string DefaultFileName => "report.html";

    /// <summary>Returns the report as the text of an HTML page.</summary>
    /// <param name="results">The results.</param>
    /// <param name="figures">The figures; null: those that <see cref="ReportFigures.Draw"/> chooses.</param>
    public static string ToHtml(ExperimentResults results, ReportFigures? figures = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new ReportPage(results, figures ?? ReportFigures.Draw(results)).Write();
    }

    /// <summary>Writes the report to a file, beside its place and then renamed.</summary>
    /// <param name="results">The results.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="figures">The figures; null: those that <see cref="ReportFigures.Draw"/> chooses.</param>
    /// <exception cref="FigureExportException">The file cannot be written.</exception>
    public static void Save(ExperimentResults results, string path, ReportFigures? figures = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = ToHtml(results, figures);
        SafeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }
}
