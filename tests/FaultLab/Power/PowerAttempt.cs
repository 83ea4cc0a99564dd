using ServeMulti.FaultLab.Disk;

namespace ServeMulti.FaultLab.Power;

/// <summary>One story in which the power is lost, at any step, and what must hold of it.</summary>
/// <remarks>
/// The law is that of a host that was killed: no run that was finished and no answer that was saved is lost, whatever part of the rest the
/// disk kept; nothing torn is taken for finished; tables and summaries hold no run that no file holds; the same command ends with the files of
/// a host that was never disturbed, and executes no finished run again. What a host that came to its end left behind is on the disk.
/// </remarks>
internal sealed class PowerAttempt
{
    private readonly DiskStory _story;
    private readonly StoryFolder _template;
    private readonly StoryContent _before;
    private readonly SortedDictionary<string, string> _expected;

    private PowerAttempt(DiskStory story, StoryFolder template, SortedDictionary<string, string> expected, int steps)
    {
        _story = story;
        _template = template;
        _expected = expected;
        Steps = steps;
        var before = StoryContent.Of(template);
        _before = before with { KeptAnswers = story.KeepsAnswers ? before.Answers : [] };
    }

    /// <summary>Gets the number of steps of a host that nobody disturbs.</summary>
    public int Steps { get; }

    /// <summary>Plays the story undisturbed, by which the others are judged.</summary>
    public static async Task<PowerAttempt> PrepareAsync(DiskStory story, StoryFolder template)
    {
        await story.PrepareAsync(template);
        using var folder = new StoryFolder();
        folder.CopyFrom(template);
        await story.FinishAsync(folder);
        var expected = folder.ReadContent();
        using var counted = new StoryFolder();
        counted.CopyFrom(template);
        var disk = PowerDisk.Load(counted.Path);
        await PlayAsync(story, counted, disk, int.MaxValue);
        return new PowerAttempt(story, template, expected, disk.Steps.Count);
    }

    /// <summary>Plays the story until the power is lost.</summary>
    /// <param name="point">When that is.</param>
    public async Task<PoweredOff> LoseAsync(PowerPoint point)
    {
        using var folder = new StoryFolder();
        folder.CopyFrom(_template);
        var disk = PowerDisk.Load(folder.Path);
        if (point.KilledAt is { } killedAt)
        {
            disk.KeepsOrder = _story.NeedsOrderAfterKill;
            await PlayAsync(_story, folder, disk, killedAt);
        }

        var hasEnded = await PlayAsync(_story, folder, disk, point.Step);
        return new PoweredOff(
            disk,
            [.. folder.Executed],
            folder.SaidFinished.ToHashSet(StringComparer.Ordinal),
            new(folder.SavedAnswers),
            hasEnded
        );
    }

    /// <summary>Leaves a part of what was not flushed, loses the power once more where the point says so, and resumes; returns what did not
    /// hold.</summary>
    public async Task<IReadOnlyList<string>> JudgeAsync(PoweredOff off, PowerPoint point, IReadOnlyList<int> choice)
    {
        using var folder = new StoryFolder();
        folder.CopyFrom(_template);
        folder.Executed.AddRange(off.Executed);
        folder.SaidFinished.UnionWith(off.SaidFinished);
        foreach (var (name, answer) in off.SavedAnswers)
        {
            folder.SavedAnswers.Add(name, answer);
        }

        var loss = new PowerLoss(off.Disk);
        var left = loss.Leave(choice);
        Restore(folder, left);
        var broken = PowerLaws.FindBroken(folder, _before).ToList();
        if (off.HasEnded)
        {
            broken.AddRange(PowerLaws.FindUnsettled(loss.Leave(loss.KeepEverything()), left, point.KilledAt is not null));
        }

        if (point.Again is { } again)
        {
            broken.AddRange(await LoseAgainAsync(folder, again));
        }

        broken.AddRange(await FinishAsync(folder));
        return broken;
    }

    private async Task<IEnumerable<string>> LoseAgainAsync(StoryFolder folder, int seed)
    {
        var random = new Random(seed);
        var finished = folder.FindFinished().Values.ToHashSet(StringComparer.Ordinal);
        var executed = folder.Executed.Count;
        var disk = PowerDisk.Load(folder.Path);
        await PlayAsync(_story, folder, disk, random.Next(Steps));
        var loss = new PowerLoss(disk);
        Restore(folder, loss.Leave(random.Next(2) == 0 ? loss.KeepNothing() : loss.Draw(random)));
        return folder
            .Executed.Skip(executed)
            .Where(finished.Contains)
            .Select(run => $"executed again after the first loss: {run}")
            .Concat(PowerLaws.FindBroken(folder, _before).Select(line => $"after the second loss: {line}"));
    }

    private async Task<IReadOnlyList<string>> FinishAsync(StoryFolder folder)
    {
        var finished = folder.FindFinished().Values.ToHashSet(StringComparer.Ordinal);
        var executed = folder.Executed.Count;
        try
        {
            await _story.FinishAsync(folder);
        }
#pragma warning disable CA1031 // Any exception is what is looked for.
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

    /// <summary>Plays the story on a host that lives for so many steps.</summary>
    /// <returns>Whether it came to its end.</returns>
    private static async Task<bool> PlayAsync(DiskStory story, StoryFolder folder, PowerDisk disk, int steps)
    {
        disk.BeginHost(steps);
        folder.FolderExists = disk.FolderExists;
        try
        {
            await story.PlayAsync(folder, disk);
        }
        catch (PowerLostException)
        {
            // That is what the story is about.
        }

        folder.FolderExists = Directory.Exists;
        return !disk.IsWithoutPower;
    }

    private static void Restore(StoryFolder folder, IReadOnlyDictionary<string, (byte[] Content, DateTime WrittenAt)> left)
    {
        foreach (var inner in Directory.GetDirectories(folder.Path))
        {
            Directory.Delete(inner, recursive: true);
        }

        foreach (var (name, (content, writtenAt)) in left)
        {
            if (name.EndsWith('/'))
            {
                Directory.CreateDirectory(folder.At(name));
                continue;
            }

            File.WriteAllBytes(folder.At(name), content);
            File.SetLastWriteTimeUtc(folder.At(name), writtenAt);
        }
    }
}

/// <summary>A machine without power: what its disk kept and might have kept, and what its hosts did and said before.</summary>
/// <param name="Disk">The disk.</param>
/// <param name="Executed">The runs that were executed.</param>
/// <param name="SaidFinished">Those that were said to be finished.</param>
/// <param name="SavedAnswers">The answers whose saving had come to its end.</param>
/// <param name="HasEnded">Whether the last host had come to its end before.</param>
internal sealed record PoweredOff(
    PowerDisk Disk,
    IReadOnlyList<string> Executed,
    IReadOnlySet<string> SaidFinished,
    Dictionary<string, string> SavedAnswers,
    bool HasEnded
);

/// <summary>When the power is lost.</summary>
/// <param name="Step">After how many steps of a host; all of them: after its end.</param>
/// <param name="KilledAt">After how many steps a host before it was killed; null: there was none.</param>
/// <param name="Again">The seed of a second loss, during the resume; null: there is none.</param>
internal sealed record PowerPoint(int Step, int? KilledAt = null, int? Again = null)
{
    public override string ToString() =>
        $"{(KilledAt is { } step ? $"killed after step {step}, resumed, " : "")}power lost after step {Step}{(Again is { } seed ? $", and again by seed {seed}" : "")}";
}
