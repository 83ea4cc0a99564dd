using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Disk;

/// <summary>One story on a disk that fails in one way at one step, and what must hold of it.</summary>
/// <remarks>
/// The law: the host ends with its work done or with one exception of the library's own, whose message is one line that names the place and
/// what to do; what stood finished still stands, unchanged; when the disk works again, the same command ends with the files of a host that
/// was never disturbed, and executes no finished run again.
/// </remarks>
internal sealed class DiskAttempt
{
    private readonly DiskStory _story;
    private readonly StoryFolder _template;
    private readonly SortedDictionary<string, string> _expected;

    private DiskAttempt(
        DiskStory story,
        StoryFolder template,
        SortedDictionary<string, string> expected,
        IReadOnlyList<(FileOperation Operation, string Path)> steps
    )
    {
        _story = story;
        _template = template;
        _expected = expected;
        Steps = steps;
    }

    /// <summary>Gets the steps of the story on a disk that works.</summary>
    public IReadOnlyList<(FileOperation Operation, string Path)> Steps { get; }

    /// <summary>Plays the story undisturbed, by which the others are judged.</summary>
    public static async Task<DiskAttempt> PrepareAsync(DiskStory story, StoryFolder template)
    {
        await story.PrepareAsync(template);
        using var folder = new StoryFolder();
        folder.CopyFrom(template);
        var files = new FaultyFileSystem();
        await story.PlayAsync(folder, files);
        await story.FinishAsync(folder);
        return new DiskAttempt(story, template, folder.ReadContent(), files.Steps);
    }

    /// <summary>Lists the steps at which a fault can happen.</summary>
    public IEnumerable<int> StepsOf(DiskFault fault) =>
        Enumerable.Range(0, Steps.Count).Where(step => fault.Breaks.HasFlag(Steps[step].Operation));

    /// <summary>Lists the ways in which a step can fail; not every one can be done by half.</summary>
    public IEnumerable<FaultCourse> CoursesOf(int step) =>
        (Steps[step].Operation & (FileOperation.Write | FileOperation.Move | FileOperation.Delete)) != 0
            ? [FaultCourse.Once, FaultCourse.OnceHalfDone, FaultCourse.ForEver]
            : [FaultCourse.Once, FaultCourse.ForEver];

    /// <summary>Plays the story with a fault; returns what did not hold.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(DiskFault fault, int step, FaultCourse course)
    {
        using var folder = new StoryFolder();
        folder.CopyFrom(_template);
        var broken = new List<string>();
        var before = Read(folder, folder.FindFinished());
        var end = await PlayAsync(folder, new FaultyFileSystem(fault, step, course));
        if (end is not (null or ServeMultiException))
        {
            broken.Add($"ended with {end.GetType().Name}: {end}");
        }

        broken.AddRange(
            folder
                .Messages.Concat(
                    end is InvalidInputException refused ? refused.Problems
                    : end is null ? []
                    : [end.Message]
                )
                .Where(message => end is ServeMultiException or null && !IsClear(message, folder))
                .Select(message => $"unclear: {message}")
        );
        var finished = folder.FindFinished();
        var after = Read(folder, finished).Values.ToHashSet();
        broken.AddRange(before.Where(one => !after.Contains(one.Value)).Select(one => $"lost or changed: {one.Key}"));
        broken.AddRange(folder.SaidFinished.Except(finished.Values).Select(run => $"said to be finished, and not there: {run}"));
        broken.AddRange(await FinishAsync(folder, [.. finished.Values]));
        return broken;
    }

    private async Task<Exception?> PlayAsync(StoryFolder folder, IFileSystem files)
    {
        try
        {
            await _story.PlayAsync(folder, files);
            return null;
        }
#pragma warning disable CA1031 // Any exception that is not the library's own is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private async Task<IReadOnlyList<string>> FinishAsync(StoryFolder folder, HashSet<string> finished)
    {
        var executed = folder.Executed.Count;
        try
        {
            await _story.FinishAsync(folder);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return [$"could not be finished: {exception}"];
        }

        var content = folder.ReadContent();
        return
        [
            .. folder.Executed.Skip(executed).Where(finished.Contains).Select(run => $"executed again: {run}"),
            .. _expected.Keys.Except(content.Keys).Select(name => $"missing at the end: {name}"),
            .. content.Keys.Except(_expected.Keys).Select(name => $"left at the end: {name}"),
            .. _expected
                .Keys.Intersect(content.Keys)
                .Where(name => content[name] != _expected[name])
                .Select(name => $"different at the end: {name}: {content[name]}"),
        ];
    }

    private static Dictionary<string, string> Read(StoryFolder folder, Dictionary<string, string> runs) =>
        runs.Keys.ToDictionary(name => name, name => File.ReadAllText(folder.At(name)));

    private static bool IsClear(string message, StoryFolder folder) =>
        message == "The benchmark exited with code 1."
        || (
            !message.Contains('\n', StringComparison.Ordinal)
            && message.EndsWith('.')
            && message.Contains(folder.Path, StringComparison.Ordinal)
            && message.Length < 1000
        );
}
