using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Disk;

/// <summary>Something that a host does with experiments, on a disk that may fail.</summary>
internal abstract class DiskStory
{
    public abstract string Name { get; }

    /// <summary>Makes what stands in the folder before.</summary>
    public virtual Task PrepareAsync(StoryFolder folder) => Task.CompletedTask;

    /// <summary>Does it once.</summary>
    /// <exception cref="ServeMultiException">The disk failed.</exception>
    public abstract Task PlayAsync(StoryFolder folder, IFileSystem files);

    /// <summary>Does it until there is nothing left to do, on a disk that works.</summary>
    public abstract Task FinishAsync(StoryFolder folder);

    public override string ToString() => Name;

    public static IReadOnlyList<DiskStory> All { get; } =
    [new NewSweepStory(), new ResumedSweepStory(), new SearchStory(), new ChangedSweepStory(), new MergeStory()];
}
