using ServeMulti.Results;
using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Disk;

/// <summary>Three parts of a sweep with failed runs, two of which are the same, are put together.</summary>
internal sealed class MergeStory : DiskStory
{
    public override string Name => "merge";

    public override async Task PrepareAsync(StoryFolder folder)
    {
        await MergedParts.MakeAsync(folder, "part1", 0);
        await MergedParts.MakeAsync(folder, "part2", 1);
        await MergedParts.MakeAsync(folder, "part3", 1);
    }

    public override Task PlayAsync(StoryFolder folder, IFileSystem files) =>
        folder.FolderExists(folder.Experiment) ? Task.CompletedTask : MergeAsync(folder, files);

    /// <summary>The same command again must do.</summary>
    public override async Task FinishAsync(StoryFolder folder)
    {
        if (!Directory.Exists(folder.Experiment))
        {
            await MergeAsync(folder, new DiskFileSystem(isDurable: false));
        }
    }

    private static Task<MergedExperiment> MergeAsync(StoryFolder folder, IFileSystem files) =>
        ExperimentMerge.MergeAsync(
            [folder.At("part1"), folder.At("part2"), folder.At("part3")],
            folder.Path,
            StoryFolder.Name,
            timeProvider: null,
            logger: null,
            files,
            CancellationToken.None
        );
}
