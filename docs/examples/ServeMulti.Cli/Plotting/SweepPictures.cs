using ServeMulti.Cli.Display;
using ServeMulti.Plotting.Reports;

namespace ServeMulti.Cli.Plotting;

/// <summary>Writes report and figures at the end of a sweep.</summary>
internal static class SweepPictures
{
    /// <summary>Writes them, and says where the report is. Whatever goes wrong is a warning: the results are stored, and <c>serve-multi report</c> can try again.</summary>
    public static async Task WriteAsync(string folder, TextWriter output, TextWriter error)
    {
        try
        {
            var results = await ExperimentResults.ReadAsync(folder);
            var figures = ReportFigures.Draw(results);
            var report = Path.Combine(folder, HtmlReport.DefaultFileName);
            HtmlReport.Save(results, report, figures);
            figures.Save(Path.Combine(folder, "figures"));
            output.WriteLine($"report: {report}");
        }
        catch (Exception exception)
        {
            error.WriteLine($"warning: no report was written: {ShortText.Printable(exception.Message)} The results are kept; try serve-multi report {folder}");
        }
    }
}
