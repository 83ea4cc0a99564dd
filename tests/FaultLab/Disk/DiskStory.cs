using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Disk;

/// <summary>Something that a host does with experiments, on a disk that may fail.</summary>
internal abstract class DiskStory
{
    public abstract string Name { get; }

    /// <summary>Gets whether every answer that was there before must be somewhere afterwards.</summary>
    public virtual bool KeepsAnswers => false;

    /// <summary>Gets whether the host makes or moves folders that the next one, if it is killed, no longer sees as new: their names are then safe
    /// only on disks that keep the order of changes.</summary>
    public virtual bool NeedsOrderAfterKill => false;

    /// <summary>Makes what stands in the folder before.</summary>
    public virtual Task PrepareAsync(StoryFolder folder) => Task.CompletedTask;

    /// <summary>Does it once.</summary>
    /// <exception cref="ServeMultiException">The disk failed.</exception>
    public abstract Task PlayAsync(StoryFolder folder, IFileSystem files);

    /// <summary>Does it until there is nothing left to do, on a disk that works.</summary>
    public abstract Task FinishAsync(StoryFolder folder);

    public override string ToString() => Name;

    public static IReadOnlyList<DiskStory> All { get; } =
    [
        new NewSweepStory(),
        new DeepSweepStory(),
        new ResumedSweepStory(),
        new DamagedSweepStory(),
        new ChangedSweepStory(),
        new SearchStory(),
        new ConcludedSearchStory(),
        new RenamedAnswerStory(),
        new MergeStory(),
    ];
}
