using ServeMulti.FaultLab.Disk;
using ServeMulti.Results.Folder;
using ServeMulti.Sweeping;

namespace ServeMulti.FaultLab.Damage;

/// <summary>An experiment in which the file of one finished run is damaged, before it is resumed or while the resumed sweep runs, and what must hold of it.</summary>
/// <remarks>
/// The law: the run is executed again, by the resume that finds the damage or by the next one, and no other finished run is. The damage is reported once, with the name of the file. What was in its place
/// is kept under another name. At no time does a table or a summary hold a run that no file holds. In the end the files are those of an experiment that was never damaged.
/// </remarks>
internal sealed class DamageAttempt
{
    private const int MostRounds = 5;

    private readonly SweepDefinition _resumed;
    private readonly StoryFolder _template;
    private readonly SortedDictionary<string, string> _expected;

    private DamageAttempt(SweepDefinition resumed, StoryFolder template, SortedDictionary<string, string> expected)
    {
        _resumed = resumed;
        _template = template;
        _expected = expected;
        Finished = template.FindFinished();
        Runs = [.. Finished.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Gets the files of the finished runs, by their path below the folder.</summary>
    public IReadOnlyList<string> Runs { get; }

    private Dictionary<string, string> Finished { get; }

    /// <summary>Runs a sweep, and resumes it without any damage.</summary>
    /// <param name="finished">What is run before the damage.</param>
    /// <param name="resumed">What is run after it.</param>
    /// <param name="template">Receives the experiment that is damaged later.</param>
    public static async Task<DamageAttempt> PrepareAsync(SweepDefinition finished, SweepDefinition resumed, StoryFolder template)
    {
        await FinishAsync(template, finished);
        using var undamaged = new StoryFolder();
        undamaged.CopyFrom(template);
        await FinishAsync(undamaged, resumed);
        return new DamageAttempt(resumed, template, undamaged.ReadContent());
    }

    /// <summary>Damages a run; returns what did not hold.</summary>
    /// <param name="run">The file of the run.</param>
    /// <param name="damage">How it is damaged.</param>
    /// <param name="isWhileRunning">Whether that happens while the resumed sweep executes its first run.</param>
    public async Task<IReadOnlyList<string>> TryAsync(string run, RunDamage damage, bool isWhileRunning)
    {
        using var folder = new StoryFolder { VerifiesRuns = damage.KeepsTime };
        folder.CopyFrom(_template);
        var (path, other) = (folder.At(run), folder.At(Runs.First(one => one != run)));
        var bad = damage.IsFolder ? null : damage.Make(File.ReadAllBytes(path), File.ReadAllBytes(other));
        folder.RunStarting = isWhileRunning ? () => damage.Do(path, other) : null;
        if (!isWhileRunning)
        {
            damage.Do(path, other);
        }

        var broken = new List<string>();
        await SweepStory.RunAsync(folder, new DiskFileSystem(isDurable: false), _resumed);
        if (!damage.KeepsTime)
        {
            broken.AddRange(
                FindUnbacked(folder, Finished[run]).Select(table => $"after the first resume {table} holds a run that no file holds")
            );
        }

        await FinishAsync(folder, _resumed);
        broken.AddRange(JudgeExecutions(folder, damage.IsHarmless ? [] : [Finished[run]]));
        broken.AddRange(JudgeMessages(folder, path, isExpected: !damage.IsHarmless, isOptional: damage.IsRemoval));
        if (
            bad is not null
            && !damage.IsHarmless
            && !Directory
                .GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*")
                .Any(aside => File.ReadAllBytes(aside).AsSpan().SequenceEqual(bad))
        )
        {
            broken.Add("what was in the place of the run is not kept");
        }

        broken.AddRange(FindUnbacked(folder, Finished[run]).Select(table => $"at the end {table} holds a run that no file holds"));
        broken.AddRange(CompareContent(folder));
        return broken;
    }

    private static async Task FinishAsync(StoryFolder folder, SweepDefinition definition)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            if ((await SweepStory.RunAsync(folder, new DiskFileSystem(isDurable: false), definition)).IsComplete)
            {
                return;
            }
        }

        throw new InvalidOperationException($"Runs are left after {MostRounds} rounds.");
    }

    private IEnumerable<string> JudgeExecutions(StoryFolder folder, string[] expected)
    {
        var again = folder.Executed.Where(Finished.ContainsValue).Distinct().ToList();
        return expected
            .Except(again)
            .Select(one => $"not executed again: {one}")
            .Concat(again.Except(expected).Select(one => $"executed again: {one}"));
    }

    private static IEnumerable<string> JudgeMessages(StoryFolder folder, string path, bool isExpected, bool isOptional)
    {
        var said = folder.Messages.Concat(folder.Notes).Where(message => message.Contains(path, StringComparison.Ordinal)).ToList();
        return said.Count == (isExpected ? 1 : 0) || (isOptional && said.Count == 0)
            ? []
            : [$"reported {said.Count} times: {string.Join(" | ", said)}"];
    }

    /// <summary>Names the tables that hold a run, if no file of a run does.</summary>
    private static IEnumerable<string> FindUnbacked(StoryFolder folder, string id)
    {
        if (folder.FindFinished().ContainsValue(id))
        {
            return [];
        }

        string[] spellings = [id.Replace("\"", "\"\"", StringComparison.Ordinal), id.Replace("\"", "\\\"", StringComparison.Ordinal)];
        return Directory
            .EnumerateFiles(folder.Experiment, "summary.*", SearchOption.AllDirectories)
            .Where(file => !file.Contains(".corrupt", StringComparison.Ordinal) && spellings.Any(File.ReadAllText(file).Contains))
            .Select(file => Path.GetRelativePath(folder.Path, file));
    }

    private IEnumerable<string> CompareContent(StoryFolder folder)
    {
        var content = folder.ReadContent().Where(file => !file.Key.Contains(".corrupt", StringComparison.Ordinal)).ToDictionary();
        return
        [
            .. _expected.Keys.Except(content.Keys).Select(name => $"missing at the end: {name}"),
            .. content.Keys.Except(_expected.Keys).Select(name => $"left at the end: {name}"),
            .. _expected
                .Keys.Intersect(content.Keys)
                .Where(name => content[name] != _expected[name])
                .Select(name => $"different at the end: {name}: {content[name]}"),
        ];
    }
}
