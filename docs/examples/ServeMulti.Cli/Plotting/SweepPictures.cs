using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Plotting.Reports;

namespace ServeMulti.Cli.Plotting;

/// <summary>Writes report and figures at the end of a sweep.</summary>
internal static class SweepPictures
{
    /// <summary>Writes them, and says where the report is. Whatever goes wrong is a warning: the results are stored, and <c>serve-multi report</c> can try again.</summary>
    /// <param name="folder">The folder of the experiment.</param>
    /// <param name="directions">Which values are better of metrics that no known client writes.</param>
    /// <param name="output">Gets the path of the report.</param>
    /// <param name="error">Gets warnings.</param>
    public static async Task WriteAsync(string folder, IReadOnlyDictionary<string, MetricDirection> directions, TextWriter output, TextWriter error)
    {
        try
        {
            var results = await ExperimentResults.ReadAsync(folder) with { Directions = directions };
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
