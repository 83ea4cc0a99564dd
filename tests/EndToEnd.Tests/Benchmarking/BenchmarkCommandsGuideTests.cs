using System.Text.RegularExpressions;
using ServeMulti.Docs;

namespace ServeMulti.Benchmarking;

/// <summary>Keeps <c>docs/how-to/benchmark-commands.md</c> true: what it shows is run.</summary>
public sealed partial class BenchmarkCommandsGuideTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("bench-guide-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    [Platform("Linux,MacOSX", Reason = "The guide's benchmark is a shell script.")]
    public async Task Script_AsShown_IsABenchmark()
    {
        // In place of the guide's client, which would need a server.
        const string Client = """curl() { case "$6" in http://127.0.0.1:8000/*) printf 1.5 ;; *) printf 0 ;; esac; }""";
        var script = Block("sh").Replace("#!/bin/sh", $"#!/bin/sh\n{Client}", StringComparison.Ordinal);
        var path = Path.Combine(_folder, "bench.sh");
        await File.WriteAllTextAsync(path, script);

        var result = await new CommandBenchmarkRunner().RunAsync(new BenchmarkRequest
        {
            Command = new("sh", path),
            Endpoint = new Uri("http://127.0.0.1:8000"),
            ScratchFolder = _folder,
        });

        Assert.That(result.IsSuccess, Is.True, result.Failure?.Message);
        Assert.That(result.Document!.TryFindMetric("latency_s", out var latency) ? latency : -1, Is.EqualTo(1.5));
    }

    [Test]
    public async Task Function_AsShown_IsABenchmark()
    {
        // As the guide shows it.
        var runner = DelegateBenchmarkRunner.FromMetrics(async (request, cancellationToken) =>
        {
            var seconds = await MeasureAsync(request.Endpoint!, cancellationToken);
            return new Dictionary<string, double> { ["completed"] = 100, ["request_throughput"] = 100 / seconds };
        });

        var result = await runner.RunAsync(new BenchmarkRequest { Endpoint = new Uri("http://127.0.0.1:8000") });

        Assert.That(result.Document!.TryFindMetric("request_throughput", out var throughput) ? throughput : -1, Is.EqualTo(50));
        var block = Indentation().Replace(Block("csharp"), "");
        var source = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "tests/EndToEnd.Tests/Benchmarking/BenchmarkCommandsGuideTests.cs"));
        Assert.That(Indentation().Replace(source, ""), Does.Contain(block));
        Assert.That(block, Does.Contain("FromMetrics"));
    }

    [Test]
    public void Reasons_AllThatThereAre_AreExplained()
    {
        var guide = Guide();

        Assert.That(Enum.GetValues<BenchmarkFailureReason>(), Has.All.Matches<BenchmarkFailureReason>(reason => guide.Contains($"`{reason}`", StringComparison.Ordinal)));
    }

    private static Task<double> MeasureAsync(Uri endpoint, CancellationToken cancellationToken) =>
        Task.FromResult(endpoint.Port == 8000 && !cancellationToken.IsCancellationRequested ? 2.0 : 1.0);

    private static string Guide() => File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs/how-to/benchmark-commands.md"));

    private static string Block(string language) =>
        Regex.Match(Guide(), $"^```{language}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex Indentation();
}
