using System.Runtime.CompilerServices;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>Keeps the program in <c>docs/reference/bench.md</c> true: it stands here line by line, and is run.</summary>
[TestFixture]
public sealed class BenchReferenceTests
{
    [Test]
    public async Task Program_AsShown_Measures()
    {
        await using var server = StreamServer.StartStreaming([.. Bench.ThreeTokens, Bench.Usage, "[DONE]"]);
        var address = server.Address;
        using var Console = new StringWriter();

        var runner = new OpenAiBenchmarkRunner(
            new()
            {
                NumPrompts = 200,
                RequestRate = 1000,
                Prompts = new() { InputLength = 256, OutputLength = 64 },
            }
        );
        var result = await runner.RunAsync(new() { Endpoint = address });
        if (result.IsSuccess && result.Document.TryFindMetric("p99_ttft_ms", out var milliseconds))
        {
            Console.WriteLine($"99 of 100 first tokens came within {milliseconds:F0} ms");
        }

        Assert.That(Console.ToString(), Does.StartWith("99 of 100"));
    }

    [Test]
    public void Program_InTheReference_IsTheOneThatIsRun()
    {
        // The page has a slower rate, and an address of the reader's own.
        var source = File.ReadAllText(Here())
            .Replace("RequestRate = 1000", "RequestRate = 10", StringComparison.Ordinal)
            .Replace("Endpoint = address", "Endpoint = new Uri(\"http://127.0.0.1:8000\")", StringComparison.Ordinal);
        var block = Page().Split("```csharp\n")[1].Split("```")[0];
        foreach (var line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.That(source, Does.Contain(line.Trim()));
        }
    }

    [Test]
    public void FinishReasons_InTheReference_AreThoseThatAreNormal()
    {
        var rows = Page().Split("| normal `finish_reason` | servers |\n|---|---|\n")[1].Split("\n\n")[0].Split('\n');
        var reasons = rows.SelectMany(row => row.Split('|')[1].Split(',', StringSplitOptions.TrimEntries))
            .Select(reason => reason.Trim('`'));
        Assert.That(reasons, Is.EquivalentTo(FinishReasons.Normal));
    }

    private static string Page() =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "docs", "reference", "bench.md"));

    private static string Here([CallerFilePath] string path = "") => path;
}
