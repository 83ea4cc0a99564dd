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

    /// <summary>Gets what shows that ServeMulti wrote a page: the end of its title.</summary>
    internal static byte[] Mark { get; } = [.. "ServeMulti report</title>"u8];

    /// <summary>Reads the folder of an experiment and writes its report there, as <see cref="DefaultFileName"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The path of the report.</returns>
    /// <exception cref="InvalidInputException">The folder does not exist, or contains no result, no answer and no failure.</exception>
    /// <exception cref="FigureExportException">The file cannot be written, or is there and no report.</exception>
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
    /// <exception cref="InvalidInputException">No configuration is called as the requested baseline.</exception>
    public static string ToHtml(ExperimentResults results, ReportFigures? figures = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new ReportPage(results, figures ?? ReportFigures.Draw(results)).Write();
    }

    /// <summary>Writes the report to a file. It is written under another name and then renamed; a link is followed.</summary>
    /// <param name="results">The results.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="figures">The figures; null: those that <see cref="ReportFigures.Draw"/> chooses.</param>
    /// <param name="overwrite">Whether a file that is no report may be replaced; an older report always is.</param>
    /// <exception cref="FigureExportException">The file cannot be written, or must not be replaced.</exception>
    public static void Save(ExperimentResults results, string path, ReportFigures? figures = null, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = ToHtml(results, figures);
        SafeFile.Write(path, Mark, overwrite, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }
}
