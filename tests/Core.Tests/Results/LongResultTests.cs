using System.Text;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Results whose arrays are longer than is kept in memory go from one file to the next, and are the same in each.</summary>
[TestFixture]
public sealed class LongResultTests
{
    private const string FirstName = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";

    private static readonly BenchmarkCase First = Case(16);
    private static readonly Experiment Sweep = Sweep(2, First);

    // 6 MB, which is read piece by piece in every file.
    private static readonly string Numbers = string.Join(", ", Enumerable.Repeat("0.012345678, NaN", 350_000));
    private static readonly string Json = $"{{\"completed\": 3, \"itls\": [{Numbers}], \"request_throughput\": 2.50}}";

    private readonly StoreFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task SaveRun_LongArrays_AreInTheFileAndInNoTable()
    {
        await SaveAsync();
        var text = await File.ReadAllTextAsync(_folder[FirstName, "run=0.json"]);
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.StartWith("{\n    \"completed\": 3,\n    \"itls\": [0.012345678, \"\\u004EaN\", "));
            Assert.That(
                text,
                Does.EndWith(
                    "],\n    \"request_throughput\": 2.50,\n    \"run_number\": 0,\n    \"max_num_seqs\": 16,\n    \"random_input_len\": 64\n}\n"
                )
            );
            Assert.That(new FileInfo(_folder["runs.jsonl"]).Length, Is.LessThan(4096));
        });
    }

    [Test]
    public async Task SaveRun_SourceGoneAfterwards_IsReadFromTheFileOfTheRun()
    {
        var run = Run(out var source);
        await using var session = await _folder.New().OpenAsync(Sweep);
        await session.SaveRunAsync(run);
        source.IsGone = true;
        Assert.That(run.Document.Fields.Single(field => field.Key == "itls").Value.GetArrayLength(), Is.EqualTo(700_000));
    }

    [Test]
    public async Task Resume_LongArrays_AreFoundAndSummarized()
    {
        await SaveAsync();
        await using var session = await _folder.Resume().OpenAsync(Sweep);
        var found = await session.FindRunAsync(First, 0);
        await session.SaveRunAsync(Run(out _) with { RunNumber = 1 });
        await session.CompleteCaseAsync(First, 2);
        await session.CompleteAsync();
        Assert.Multiple(() =>
        {
            Assert.That(found!.Document.HasLongValues, Is.True);
            Assert.That(found.Document, Is.EqualTo(ResultDocument.Parse(Encoding.UTF8.GetBytes(Json))));
            Assert.That(
                new FileInfo(_folder[FirstName, "summary.json"]).Length,
                Is.EqualTo(
                    "[\n,\n]\n".Length
                        - 1
                        + new FileInfo(_folder[FirstName, "run=0.json"]).Length
                        + new FileInfo(_folder[FirstName, "run=1.json"]).Length
                )
            );
        });
    }

    [Test]
    public async Task Table_JournalGone_IsReadPastTheArrays()
    {
        await SaveAsync();
        File.Delete(_folder["runs.jsonl"]);
        var rows = (await StoredExperiment.ReadTableAsync(_folder.Path)).Rows;
        Assert.That(rows.Single()["request_throughput"].ToString(), Is.EqualTo("2.5"));
    }

    private static RunRecord Run(out Source source)
    {
        source = new Source(Encoding.UTF8.GetBytes(Json));
        return new RunRecord(First, 0, ResultScan.Read(source.Read));
    }

    private async Task SaveAsync()
    {
        await using var session = await _folder.New().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(out _));
    }

    private sealed class Source(byte[] text)
    {
        public bool IsGone { get; set; }

        public int Read(Span<byte> buffer, long offset)
        {
            var rest = IsGone ? [] : text.AsSpan((int)Math.Min(offset, text.Length));
            var length = Math.Min(buffer.Length, rest.Length);
            rest[..length].CopyTo(buffer);
            return length;
        }
    }
}
