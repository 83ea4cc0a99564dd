using System.Diagnostics;
using System.Globalization;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Reports;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Benchmarks;

/// <summary>50 figures of 1,000 points take less than 5 s as SVG; the report of 10,000 runs less than 10 s, 500 MB and 10 MB of disk, that of
/// 100,000 runs less than 60 s and 1 GB.</summary>
internal static class Drawing
{
    public const string Name = "drawing";
    public const string LargeName = "drawing-large";
    private const int LargeRuns = 100_000;
    private const int Rounds = 3;
    private const int Figures = 50;
    private const int Points = 1_000;
    private const int Runs = 10_000;
    private const double Megabyte = 1 << 20;

    public static async Task MeasureAsync(SpeedTable table)
    {
        var rounds = new List<double[]>();
        for (var round = 0; round < Rounds; round++)
        {
            rounds.Add(await ChildMeasurement.MeasureAsync(Name));
        }

        table.Add("50 figures of 1,000 points as SVG: time", [.. rounds.Select(values => values[0])], "ms", limit: 5000);
        table.Add("report of 10,000 runs: time", [.. rounds.Select(values => values[1])], "ms", limit: 10_000);
        table.Add("report of 10,000 runs: peak of memory", [.. rounds.Select(values => values[2])], "MB", limit: 500);
        table.Add("report of 10,000 runs: size", [.. rounds.Select(values => values[3])], "MB", limit: 10);
    }

    /// <summary>Measures the report of 100,000 runs.</summary>
    public static async Task MeasureLargeAsync(SpeedTable table)
    {
        var values = await ChildMeasurement.MeasureAsync(LargeName);
        table.Add("report of 100,000 runs: time", [values[0]], "ms", limit: 60_000);
        table.Add("report of 100,000 runs: peak of memory", [values[1]], "MB", limit: 1024);
        table.Add("report of 100,000 runs: size", [values[2]], "MB");
    }

    public static async Task<double[]> MeasureLargeHereAsync()
    {
        using var scratch = new ScratchFolder();
        var folder = Path.Combine(scratch.Path, "many");
        WriteRuns(folder, LargeRuns);
        return await ReportAsync(folder, Path.Combine(scratch.Path, "report.html"));
    }

    public static async Task<double[]> MeasureHereAsync()
    {
        using var scratch = new ScratchFolder();
        var few = Path.Combine(scratch.Path, "few");
        WriteRuns(few, Points);
        var runs = await RunSet.ReadAsync(few);
        var start = Stopwatch.GetTimestamp();
        for (var figure = 0; figure < Figures; figure++)
        {
            var drawn = MetricFigures.Draw(runs, new MetricFigureOptions { YMetric = "p99_e2el_ms", CurveBy = ["label"] }).Figures.Single();
            FigureExporter.Save(drawn, Path.Combine(scratch.Path, $"{figure}.svg"));
        }

        var figureTime = Stopwatch.GetElapsedTime(start);
        var many = Path.Combine(scratch.Path, "many");
        WriteRuns(many, Runs);
        var report = Path.Combine(scratch.Path, "report.html");
        return [figureTime.TotalMilliseconds, .. await ReportAsync(many, report)];
    }

    /// <summary>Writes the report of a folder, and returns the time, the peak of memory and the size.</summary>
    private static async Task<double[]> ReportAsync(string folder, string report)
    {
        var start = Stopwatch.GetTimestamp();
        HtmlReport.Save(await ExperimentResults.ReadAsync(folder), report);
        var time = Stopwatch.GetElapsedTime(start);
        using var process = Process.GetCurrentProcess();
        return [time.TotalMilliseconds, process.PeakWorkingSet64 / Megabyte, new FileInfo(report).Length / Megabyte];
    }

    /// <summary>Writes results of eight configurations as <c>vllm bench serve</c> does, a file per run.</summary>
    private static void WriteRuns(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(1);
        for (var run = 0; run < count; run++)
        {
            var rate = 1 + (run / 8);
            File.WriteAllText(
                Path.Combine(folder, $"{run}.json"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""
                    {"label": "configuration-{{run % 8}}", "num_prompts": 200, "completed": 200, "duration": {{200.0
                        / rate:R}}, "request_rate": {{rate}},
                     "request_throughput": {{rate * (0.9 + (0.1 * random.NextDouble())):R}}, "mean_e2el_ms": {{100
                        + (rate * random.NextDouble()):R}},
                     "p99_e2el_ms": {{300 + (rate * random.NextDouble()):R}}, "p99_ttft_ms": {{50 + (rate * random.NextDouble()):R}},
                     "output_throughput": {{128 * rate}}, "total_token_throughput": {{1152 * rate}} }
                    """
                )
            );
        }
    }
}
