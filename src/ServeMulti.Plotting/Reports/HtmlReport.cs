using System.Text;
using ServeMulti.Plotting.Export;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the report of an experiment as one HTML file that needs no other file: verdicts, figures, a table of all cases,
/// failures, and the commands.</summary>
/// <remarks>
/// All text of parameters, results and logs is escaped. Values of options that look like keys are masked. With more than 2,000 points, a
/// figure has no tooltips; with more than 2,000 runs, single runs are left out. The report says so.
/// </remarks>
/// <example>
/// <code>
/// string report = await HtmlReport.SaveAsync("results/20261124_061013");
/// </code>
/// </example>
public static class HtmlReport
{
    /// <summary>Gets the file name of a report in the folder of its experiment.</summary>
    public static string DefaultFileName => "report.html";

    /// <summary>Reads the folder of an experiment and writes its report there, as <see cref="DefaultFileName"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The path of the report.</returns>
    /// <exception cref="InvalidInputException">The folder does not exist, or contains no result, no answer and no failure.</exception>
    /// <exception cref="FigureExportException">The file cannot be written.</exception>
    public static async Task<string> SaveAsync(string folder, CancellationToken cancellationToken = default)
    {
        var results = await ExperimentResults.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var path = Path.Combine(folder, DefaultFileName);
        Save(results, path);
        return path;
    }

    /// <summary>Returns the report as the text of an HTML page.</summary>
    /// <param name="results">The results.</param>
    /// <param name="figures">The figures; null: those that <see cref="ReportFigures.Draw"/> chooses.</param>
    public static string ToHtml(ExperimentResults results, ReportFigures? figures = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new ReportPage(results, figures ?? ReportFigures.Draw(results)).Write();
    }

    /// <summary>Writes the report to a file. It is written under another name and then renamed.</summary>
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
