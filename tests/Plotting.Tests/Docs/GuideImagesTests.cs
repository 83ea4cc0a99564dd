using System.Globalization;
using System.Runtime.CompilerServices;
using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Docs;

/// <summary>The figures in docs/images are those that the code draws, of the results of a made-up server. To draw them anew, run these tests
/// with <c>SERVEMULTI_DRAW_IMAGES=1</c>.</summary>
[TestFixture]
public sealed class GuideImagesTests
{
    private const double Capacity = 180;

    [Test]
    public async Task Search_InTheGuide_IsWhatTheCodeDraws()
    {
        var searcher = new SlaSearcher(LoadVariable.RequestRate, (run, _) => Task.FromResult(Measure(run)));

        var result = await searcher.SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=400"));

        Hold(SearchFigures.Draw(result, "max_num_seqs=16"), "search.svg");
    }

    [Test]
    public void Effect_InTheGuide_IsWhatTheCodeDraws() => Hold(ParameterFigures.Draw(Swept()).Figures[0], "effect.svg");

    [Test]
    public void HeatMap_InTheGuide_IsWhatTheCodeDraws() => Hold(HeatMapFigures.Draw(Swept()).Figures[0], "heatmap.svg");

    /// <summary>Latency grows towards the capacity, and beyond it with the length of the run.</summary>
    private static BenchmarkResult Measure(SlaRunRequest run)
    {
        var sent = Math.Min(run.Load, 1000);
        var duration = run.Prompts / Math.Min(sent, Capacity);
        var queued = sent < Capacity ? 0 : 1000 * duration * (sent - Capacity) / sent;
        var latency = (90 + (14 / Math.Max(0.04, 1 - (sent / Capacity))) + queued) * (1 + (0.06 * Noise(run.Load, run.RunNumber)));
        return BenchmarkResult.Success(
            ("completed", run.Prompts),
            ("failed", 0),
            ("duration", duration),
            ("request_throughput", run.Prompts / (duration + (latency / 1000))),
            ("mean_e2el_ms", latency / 2),
            ("p99_e2el_ms", latency)
        );
    }

    /// <summary>Four numbers of sequences and three of batched tokens, of which one pair was not measured.</summary>
    private static RunSet Swept() =>
        TestRuns.Configured(
            ["max_num_seqs", "max_num_batched_tokens"],
            [],
            [
                .. from sequences in new[] { 4, 8, 16, 32 }
                from tokens in new[] { 2048, 4096, 8192 }
                where (sequences, tokens) != (32, 8192)
                from run in Enumerable.Range(0, 3)
                select Swept(sequences, tokens, run),
            ]
        );

    private static string Swept(int sequences, int tokens, int run)
    {
        var noise = 1 + (0.01 * Noise(sequences + tokens, run));
        var throughput = 260 * sequences / (sequences + 5.0) * Math.Pow(tokens / 8192.0, 0.12) * noise;
        var latency = (70 + (3.2 * sequences) + (9.0 * tokens / 2048) + (900 / sequences)) * noise;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"case": "{{sequences}}-{{tokens}}", "max_num_seqs": {{sequences}}, "max_num_batched_tokens": {{tokens}}, "completed": 200, "request_throughput": {{throughput}}, "p99_e2el_ms": {{latency}}, "run_number": {{run}}}"""
        );
    }

    /// <summary>A number from -1 to 1, always the same for the same run.</summary>
    private static double Noise(double load, int run) => Math.Sin((12.9898 * load) + (78.233 * (run + 1)));

    private static void Hold(Figure figure, string name, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "images", name);
        if (Environment.GetEnvironmentVariable("SERVEMULTI_DRAW_IMAGES") == "1")
        {
            FigureExporter.Save(figure, path, overwrite: true);
        }

        Assert.That(
            File.ReadAllText(path).ReplaceLineEndings("\n") == FigureExporter.ToSvg(figure).ReplaceLineEndings("\n"),
            Is.True,
            $"docs/images/{name} is not what the code draws. SERVEMULTI_DRAW_IMAGES=1 dotnet run --project tests/Plotting.Tests -- --filter \"FullyQualifiedName~GuideImages\" draws it anew."
        );
    }
}
