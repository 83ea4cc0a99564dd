using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Plotting.Reports;

namespace ServeMulti.Cli.Plotting;

/// <summary>Writes the report and the figures at the end of a sweep.</summary>
internal static class SweepPictures
{
    /// <summary>Writes them and prints the path of the report. An error is only a warning, because the results are stored and
    /// <c>serve-multi report</c> can write the report later.</summary>
    /// <param name="folder">The folder of the experiment.</param>
    /// <param name="directions">The directions of metrics that no known client writes.</param>
    /// <param name="output">Receives the path of the report.</param>
    /// <param name="error">Receives warnings.</param>
    public static async Task WriteAsync(
        string folder,
        IReadOnlyDictionary<string, MetricDirection> directions,
        TextWriter output,
        TextWriter error
    )
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
            error.WriteLine(
                $"warning: the report was not written: {ShortText.Printable(exception.Message)} The results are kept; try serve-multi report {folder}"
            );
        }
    }
}
