using System.Globalization;

namespace ServeMulti.Plotting.Runs;

[TestFixture]
public sealed class RequestTimesReaderTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task TryRead_DetailedResult_HasTheTimesOfRequestsThatSucceeded()
    {
        _folder.Write(
            "a.json",
            """{"duration": 1, "completed": 2, "start_times": [100.5, 101, 103], "ttfts": [0.01, 0.0, NaN], "itls": [[0.002, 0.003], [], [0.5]], "generated_texts": ["x", "", "y"], "errors": ["", "refused", ""]}"""
        );

        var times = await ReadAsync();

        Assert.Multiple(() =>
        {
            Assert.That(times!.Starts, Is.EqualTo([0, 2.5]));
            Assert.That(times.FirstTokens, Is.EqualTo([10, double.NaN]).Within(1e-9));
            Assert.That(times.Latencies, Is.EqualTo([15, double.NaN]).Within(1e-9));
            Assert.That(times.Gaps, Is.EqualTo([2f, 3f, 500f]).Within(1e-4f));
        });
    }

    [Test]
    public async Task TryRead_LatenciesOfTheClient_AreTaken()
    {
        _folder.Write("a.json", """{"duration": 1, "completed": 2, "latencies": [0.25, 0.5]}""");

        Assert.That((await ReadAsync())!.Latencies, Is.EqualTo([250, 500]));
    }

    [Test]
    public async Task TryRead_ResultWithoutDetails_HasNone()
    {
        _folder.Write("a.json", """{"duration": 1, "completed": 2, "ttfts": []}""");

        Assert.That(await ReadAsync(), Is.Null);
    }

    [Test]
    public async Task TryRead_LineOfAFile_IsThatOfTheRun()
    {
        _folder.Write(
            "a.jsonl",
            """
            {"request_rate": 1, "duration": 1, "completed": 1, "ttfts": [1]}
            {"request_rate": 2, "duration": 1, "completed": 1, "ttfts": [2]}
            """
        );
        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.That(runs.Select(run => RequestTimesReader.TryRead(run)!.FirstTokens[0]), Is.EqualTo([1000, 2000]));
    }

    [Test]
    public async Task TryRead_LargeFile_IsReadPieceByPiece()
    {
        const int Requests = 20_000;
        var ones = string.Join(", ", Enumerable.Repeat("0.001", 60));
        File.WriteAllLines(
            _folder.Write("a.json", ""),
            [
                "{\"duration\": 1, \"completed\": 20000, \"ttfts\": [",
                string.Join(", ", Enumerable.Range(1, Requests).Select(index => (index / 1000.0).ToString(CultureInfo.InvariantCulture))),
                "], \"itls\": [",
                string.Join(",\n", Enumerable.Repeat($"[{ones}]", Requests)),
                "]}",
            ]
        );

        var times = await ReadAsync();

        Assert.Multiple(() =>
        {
            Assert.That(new FileInfo(Path.Combine(_folder.Path, "a.json")).Length, Is.GreaterThan(8_000_000));
            Assert.That(times!.FirstTokens, Is.EqualTo(Enumerable.Range(1, Requests).Select(index => (double)index)).Within(1e-6));
            Assert.That(times.Latencies[^1], Is.EqualTo(Requests + 60).Within(1e-6));
            // Of 1.2 million gaps every second one is kept.
            Assert.That(times.Gaps, Has.Count.EqualTo(600_000));
        });
    }

    private async Task<RequestTimes?> ReadAsync() => RequestTimesReader.TryRead((await RunSet.ReadAsync(_folder.Path))[0]);
}
