using System.Text.RegularExpressions;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;
using ServeMulti.Testing;

namespace ServeMulti.Docs;

/// <summary>Keeps <c>docs/how-to/load-scan.md</c> true: its program is compiled here and run.</summary>
public sealed partial class LoadScanGuideTests
{
    [Test]
    public async Task Program_OnThePage_RunsAndIsTheOneHere()
    {
        var benchmark = new ScriptedBenchmarkRunner { Script = (_, _) => Task.FromResult(BenchmarkResult.Success(ResultDocument.FromMetrics([new("request_throughput", 20), new("mean_e2el_ms", 400)]))) };
        var runner = new SweepRunner(new FakeServerLauncher(), benchmark, new RecordingCacheResetter(), new InMemoryResultStore());

        // As the guide shows it.
        var plan = SweepPlanner.Plan(new SweepDefinition
        {
            ServeCommand = CommandLine.Parse("vllm serve my-model"),
            BenchCommand = CommandLine.Parse("vllm bench serve --model my-model --num-prompts 200"),
            Scan = new ScanDefinition { Variable = LoadVariable.MaxConcurrency, Iterations = 8 },
        });
        var report = await runner.RunAsync(plan);
        foreach (var scanned in report.Scans.SelectMany(scan => scan.Levels))
        {
            Console.WriteLine($"{scanned}: {scanned.Runs.Count} runs");
        }

        // Both ends carry 20 req/s of 0.4 s, which is 8 in flight: there is one level between.
        Assert.That(report.Scans.Single().Levels.Select(scanned => scanned.Load), Is.EqualTo(new[] { 1, 8, 200 }));
        var guide = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "docs/how-to/load-scan.md"));
        var source = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "tests/Core.Tests/Docs/LoadScanGuideTests.cs"));
        Assert.That(Indentation().Replace(source.ReplaceLineEndings("\n"), ""), Does.Contain(Indentation().Replace(Program().Match(guide.ReplaceLineEndings("\n")).Groups[1].Value, "")));
    }

    [GeneratedRegex("^```csharp\n(.+?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Program();

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex Indentation();
}
