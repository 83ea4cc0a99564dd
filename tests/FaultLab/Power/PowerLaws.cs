using System.Text.Json;
using ServeMulti.FaultLab.Disk;
using ServeMulti.FaultLab.Fuzz;
using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Power;

/// <summary>What must hold of a folder right after the power was lost, before anybody resumes.</summary>
internal static class PowerLaws
{
    /// <summary>Finds what does not hold.</summary>
    /// <param name="folder">The folder, with what its hosts said.</param>
    /// <param name="before">What was there before the story.</param>
    public static IEnumerable<string> FindBroken(StoryFolder folder, StoryContent before)
    {
        var after = StoryContent.Of(folder);
        var runs = after.Runs.Values.ToHashSet(StringComparer.Ordinal);
        var answers = after.Answers.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. before.Runs.Values.Where(run => !runs.Contains(run)).Select(run => $"a finished run is lost: {run}"),
            .. folder.SaidFinished.Except(folder.FindFinished().Values).Select(run => $"said to be finished, and not there: {run}"),
            .. after.Torn.Except(before.Torn).Select(name => $"torn: {name}"),
            .. before.KeptAnswers.Where(answer => !answers.Contains(answer)).Select(answer => $"an answer is lost: {answer}"),
            .. folder.SavedAnswers.Where(saved => !answers.Contains(saved.Value)).Select(saved => $"an answer is lost: {saved.Key}"),
            .. after.Unbacked.Except(before.Unbacked),
        ];
    }

    /// <summary>Finds what a host that came to its end left behind and that is not the same after the loss: all but logs and
    /// locks.</summary>
    /// <param name="seen">What the host saw at its end.</param>
    /// <param name="left">What the loss left of it.</param>
    /// <param name="wasKilled">Whether another host was killed before. It may have written a summary whose name it did not flush, and which is
    /// found to be whole; the next resume makes it again.</param>
    public static IEnumerable<string> FindUnsettled(
        IReadOnlyDictionary<string, (byte[] Content, DateTime WrittenAt)> seen,
        IReadOnlyDictionary<string, (byte[] Content, DateTime WrittenAt)> left,
        bool wasKilled
    ) =>
        seen.Where(one => Path.GetExtension(one.Key) is ".json" or ".jsonl" or ".csv")
            .Where(one => Path.GetFileName(one.Key) != "experiment.owner.json")
            .Where(one => !wasKilled || Path.GetFileName(one.Key) != "summary.json")
            .Where(one => !left.TryGetValue(one.Key, out var other) || !other.Content.AsSpan().SequenceEqual(one.Value.Content))
            .Select(one => $"the host had ended, and its file is lost or changed: {one.Key}");

    /// <summary>Finds tables and summaries that hold a run that no file holds.</summary>
    public static IEnumerable<string> FindUnbacked(StoryFolder folder)
    {
        var finished = folder.FindFinished().Values.ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder.Path, "summary.*", SearchOption.AllDirectories))
        {
            var ids = Path.GetFileName(file) switch
            {
                "summary.json" => ReadSummary(file),
                "summary.csv" => ReadTable(file),
                _ => [],
            };
            foreach (var id in ids.Where(id => id is null || !finished.Contains(id)))
            {
                yield return $"{Path.GetRelativePath(folder.Path, file)} holds a run that no file holds: {id}";
            }
        }
    }

    private static IEnumerable<string?> ReadSummary(string file)
    {
        var summary = JsonElement.Parse(File.ReadAllBytes(file));
        return summary.EnumerateArray().Select(run => run.GetProperty("id").GetString());
    }

    private static IEnumerable<string?> ReadTable(string file)
    {
        var rows = CsvReading.Read(File.ReadAllText(file));
        var column = rows.Count == 0 ? -1 : rows[0].IndexOf("id");
        return column < 0 ? [] : rows.Skip(1).Select(row => row[column]);
    }
}

/// <summary>The results in a folder, wherever they stand.</summary>
/// <param name="Runs">The content of each file of a finished run, by its name.</param>
/// <param name="Torn">The files of runs that hold none.</param>
/// <param name="Answers">What searches found, as JSON without white space.</param>
internal sealed record StoryContent(IReadOnlyDictionary<string, string> Runs, IReadOnlySet<string> Torn, IReadOnlyList<string> Answers)
{
    /// <summary>Gets or sets those answers that the story may not replace.</summary>
    public IReadOnlyList<string> KeptAnswers { get; init; } = [];

    /// <summary>Gets what is in tables and summaries and in no file of a run.</summary>
    public required IReadOnlyList<string> Unbacked { get; init; }

    public static StoryContent Of(StoryFolder folder)
    {
        var runs = folder.FindFinished();
        return new StoryContent(
            runs.Keys.ToDictionary(name => name, name => File.ReadAllText(folder.At(name))),
            Directory
                .EnumerateFiles(folder.Path, "run=*.json", SearchOption.AllDirectories)
                .Where(file => ExperimentLayout.TryParseRunFile(Path.GetFileName(file), out _))
                .Select(file => Path.GetRelativePath(folder.Path, file))
                .Except(runs.Keys)
                .ToHashSet(StringComparer.Ordinal),
            [
                .. Directory
                    .EnumerateFiles(folder.Path, "SLA-*.json", SearchOption.AllDirectories)
                    .Select(file => JsonSerializer.Serialize(JsonElement.Parse(File.ReadAllBytes(file)))),
            ]
        )
        {
            Unbacked = [.. PowerLaws.FindUnbacked(folder)],
        };
    }
}
