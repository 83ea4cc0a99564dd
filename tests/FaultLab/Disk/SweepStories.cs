using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Results.Folder;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.FaultLab.Disk;

/// <summary>A sweep is begun.</summary>
internal sealed class NewSweepStory : SweepStory
{
    public override string Name => "new";
}

/// <summary>A sweep is resumed in a folder that a killed host left: torn files, half-written ones, a journal with gaps.</summary>
internal sealed class ResumedSweepStory : SweepStory
{
    public override string Name => "resumed";

    public override async Task PrepareAsync(StoryFolder folder)
    {
        await RunAsync(folder, new DiskFileSystem(isDurable: false), TwoByTwo with { RunsPerCase = 1 });
        var cases = Directory.GetDirectories(folder.Experiment, "SERVE*").Order(StringComparer.Ordinal).ToArray();
        File.WriteAllText(Path.Combine(cases[0], "run=0.json"), "{ \"torn");
        File.WriteAllText(Path.Combine(cases[1], "run=1.json.tmp"), "{ \"half");
        File.WriteAllText(Path.Combine(cases[1], "case.json"), "");
        File.WriteAllText(Path.Combine(cases[2], "run=0.failure.json"), "{}");
        var journal = Path.Combine(folder.Experiment, "runs.jsonl");
        File.WriteAllText(journal, string.Join('\n', File.ReadAllLines(journal)[..3]) + "\n{\"case\": \"to");
    }
}

/// <summary>A search is run.</summary>
internal sealed class SearchStory : SweepStory
{
    public override string Name => "search";

    internal static SweepDefinition Search { get; } =
        TwoByTwo with
        {
            ServeParameters = ParameterSweep.Grid(("a", [1])),
            BenchParameters = ParameterSweep.Unchanged,
            RunsPerCase = 1,
            Search = new SearchDefinition { ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=300")], BasePrompts = 100 },
        };

    protected override SweepDefinition Definition => Search;
}

/// <summary>A sweep with another server command is run in the same folder, and the old results are moved aside.</summary>
internal sealed class ChangedSweepStory : SweepStory
{
    public override string Name => "changed";

    public override bool NeedsOrderAfterKill => true;

    protected override SweepDefinition Definition { get; } = TwoByTwo with { ServeCommand = new CommandLine("serve", "other") };

    protected override ChangedResults OnChanged => ChangedResults.RunAgain;

    public override async Task PrepareAsync(StoryFolder folder) =>
        await RunAsync(folder, new DiskFileSystem(isDurable: false), TwoByTwo with { RunsPerCase = 1 });
}

/// <summary>A sweep is begun in a folder that does not exist, nor does the one above it.</summary>
internal sealed class DeepSweepStory : SweepStory
{
    public override string Name => "deep";

    public override bool NeedsOrderAfterKill => true;

    protected override SweepDefinition Definition { get; } = TwoByTwo with { ServeParameters = ParameterSweep.Grid(("a", [1])) };

    public override Task PrepareAsync(StoryFolder folder)
    {
        folder.Output = Path.Combine("results", "today");
        return Task.CompletedTask;
    }
}

/// <summary>A sweep is resumed in which one file has the size and the time that were stored, and another content: reading it alone shows
/// that its run is lost.</summary>
internal sealed class DamagedSweepStory : SweepStory
{
    public override string Name => "damaged";

    public override async Task PrepareAsync(StoryFolder folder)
    {
        await RunAsync(folder, new DiskFileSystem(isDurable: false), TwoByTwo with { RunsPerCase = 1 });
        var path = folder.At(StoryFolder.Name, "SERVE-a=1-BENCH-b=1", "run=0.json");
        var writtenAt = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
        File.SetLastWriteTimeUtc(path, writtenAt);
    }
}

/// <summary>A search is concluded again under other rules; what it found before is kept aside.</summary>
internal sealed class ConcludedSearchStory : SweepStory
{
    public override string Name => "concluded";

    public override bool NeedsOrderAfterKill => true;

    public override bool KeepsAnswers => true;

    protected override SweepDefinition Definition { get; } =
        SearchStory.Search with
        {
            Search = SearchStory.Search.Search! with { Options = new SlaSearchOptions { Tolerance = 0.4 } },
        };

    protected override bool ConcludesAgain => true;

    public override Task PrepareAsync(StoryFolder folder) => RunAsync(folder, new DiskFileSystem(isDurable: false), SearchStory.Search);
}

/// <summary>A search is resumed where an older version left an answer over another variable under the same name.</summary>
internal sealed class RenamedAnswerStory : SweepStory
{
    public override string Name => "renamed";

    public override bool KeepsAnswers => true;

    protected override SweepDefinition Definition => SearchStory.Search;

    public override async Task PrepareAsync(StoryFolder folder)
    {
        await RunAsync(folder, new DiskFileSystem(isDurable: false), Definition);
        var path = Directory.GetFiles(folder.Experiment, "SLA-*.json", SearchOption.AllDirectories).Single();
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"request_rate\"", "\"max_concurrency\"", StringComparison.Ordinal));
    }
}
