using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>Merges experiments into a new one: the parts of a sweep that ran on several hosts, or repetitions of one.</summary>
/// <remarks>
/// The experiments must have been made with the same commands. Cases are distinguished by their identity, never by their name; a run that
/// is in two of them must be the same run. The table of the new experiment is the one that a single host would have written. Nothing in
/// the old ones is changed, and the new one gets its name only when it is complete. Logs are not copied. Environment cannot be
/// compared: each experiment keeps it under a key of its own.
/// </remarks>
public static class ExperimentMerge
{
    /// <summary>Merges experiments.</summary>
    /// <param name="folders">The folders of the experiments; at least one.</param>
    /// <param name="outputFolder">The folder of all experiments, in which the new one is made.</param>
    /// <param name="experimentName">The name of the new experiment; null: the local time.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="logger">Receives diagnostics; null: none.</param>
    /// <param name="cancellationToken">Cancels the operation; nothing of the new experiment stays.</param>
    /// <returns>The merged experiment.</returns>
    /// <exception cref="InvalidInputException">The experiments do not belong together, one is being written, or the name is not free;
    /// nothing was written.</exception>
    /// <exception cref="ResultStoreException">An experiment cannot be read, or the new one cannot be written; nothing of it stays that the
    /// name would be taken by.</exception>
    public static Task<MergedExperiment> MergeAsync(
        IReadOnlyList<string> folders,
        string outputFolder,
        string? experimentName = null,
        TimeProvider? timeProvider = null,
        ILogger<FileResultStore>? logger = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        return MergeAsync(
            folders,
            outputFolder,
            experimentName,
            timeProvider,
            logger,
            new DiskFileSystem(isDurable: true),
            cancellationToken
        );
    }

    internal static Task<MergedExperiment> MergeAsync(
        IReadOnlyList<string> folders,
        string outputFolder,
        string? experimentName,
        TimeProvider? timeProvider,
        ILogger? logger,
        IFileSystem files,
        CancellationToken cancellationToken
    )
    {
        if (folders.Count == 0)
        {
            throw new InvalidInputException("There is nothing to merge: give the folders of at least one experiment.");
        }

        var target = MergeTarget.Create(
            files,
            outputFolder,
            experimentName,
            timeProvider ?? TimeProvider.System,
            logger ?? NullLogger.Instance
        );
        return Task.Run(
            () =>
            {
                var plan = MergePlan.Make(
                    [.. folders.Select(folder => MergeSource.Read(files, folder, cancellationToken))],
                    cancellationToken
                );
                return plan.Problems.Count == 0 ? target.Write(plan, cancellationToken) : throw new InvalidInputException(plan.Problems);
            },
            cancellationToken
        );
    }
}
