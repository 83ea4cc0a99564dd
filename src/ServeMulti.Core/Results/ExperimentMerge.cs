using Microsoft.Extensions.Logging;
using ServeMulti.Results.Files;

namespace ServeMulti.Results;

/// <summary>Puts experiments together into a new one: the parts of a sweep that ran on several hosts, or repetitions of one.</summary>
/// <remarks>
/// The experiments must have been made with the same commands. Cases are told apart by their identity, never by their name; a run that stands in
/// two of them must be the same run. The table of the new experiment is the one that a single host would have written. Nothing in the old ones
/// is changed. Logs are not copied. Environment cannot be compared: each experiment keeps it under a key of its own.
/// </remarks>
public static class ExperimentMerge
{
    /// <summary>Puts experiments together.</summary>
    /// <param name="folders">The folders of the experiments; at least one.</param>
    /// <param name="outputFolder">The folder of all experiments, in which the new one is made.</param>
    /// <param name="experimentName">The name of the new experiment; null: the local time.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="logger">Receives diagnostics; null: none.</param>
    /// <param name="cancellationToken">Gives up; what was made until then stays, and the name must be another next time.</param>
    /// <returns>What was put together.</returns>
    /// <exception cref="InvalidInputException">The experiments do not belong together, one is being written, or the name is not free; nothing was written.</exception>
    /// <exception cref="ResultStoreException">An experiment cannot be read, or the new one cannot be written.</exception>
    public static async Task<MergedExperiment> MergeAsync(
        IReadOnlyList<string> folders,
        string outputFolder,
        string? experimentName = null,
        TimeProvider? timeProvider = null,
        ILogger<FileResultStore>? logger = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folders);
        if (folders.Count == 0)
        {
            throw new InvalidInputException("There is nothing to merge: give the folders of at least one experiment.");
        }

        var sources = await Task.Run(() => folders.Select(folder => MergeSource.Read(folder, cancellationToken)).ToList(), cancellationToken).ConfigureAwait(false);
        var plan = MergePlan.Make(sources, cancellationToken);
        if (plan.Problems.Count > 0)
        {
            throw new InvalidInputException(plan.Problems);
        }

        var store = new FileResultStore(outputFolder, experimentName, timeProvider: timeProvider, logger: logger);
        await using (store.ConfigureAwait(false))
        {
            await store.BeginAsync(plan.Experiment, plan.Environment, cancellationToken).ConfigureAwait(false);
            foreach (var merged in plan.Cases)
            {
                await SaveAsync(store, merged, plan.Experiment.RunsPerCase, cancellationToken).ConfigureAwait(false);
            }

            await store.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return new MergedExperiment(store.Location, plan.Experiment.Cases.Count, plan.Cases.Sum(merged => merged.Runs.Count), plan.Notes);
        }
    }

    private static async Task SaveAsync(FileResultStore store, MergedCase merged, int runsPerCase, CancellationToken cancellationToken)
    {
        foreach (var run in merged.Runs.Keys)
        {
            await store.SaveRunAsync(merged.Read(run), cancellationToken).ConfigureAwait(false);
        }

        var complete = Enumerable.Range(0, int.MaxValue).TakeWhile(merged.Runs.ContainsKey).Count();
        if (complete > 0 && (merged.Case.Load is not null || complete >= runsPerCase))
        {
            await store.CompleteCaseAsync(merged.Case, merged.Case.Load is null ? runsPerCase : complete, cancellationToken).ConfigureAwait(false);
        }

        await Task.Run(() => merged.CopyOthers(store.CaseFolderOf(merged.Case)), cancellationToken).ConfigureAwait(false);
    }
}
