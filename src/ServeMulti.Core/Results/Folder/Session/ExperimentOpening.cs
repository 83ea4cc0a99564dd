using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ServeMulti.Results.Folder;

/// <summary>Makes an experiment's folder ready to hold results, once its lock is taken.</summary>
internal sealed class ExperimentOpening
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly ChangedResults _onChanged;
    private readonly bool _concludesAgain;
    private readonly RunCheck _check;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public ExperimentOpening(
        IFileSystem files,
        ExperimentLayout layout,
        ChangedResults onChanged,
        TimeProvider timeProvider,
        ILogger logger,
        bool concludesAgain = false,
        RunCheck check = RunCheck.ChangedOrUnknown
    )
    {
        _concludesAgain = concludesAgain;
        _check = check;
        _files = files;
        _layout = layout;
        _onChanged = onChanged;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Puts the folder in order and begins or continues the experiment in it.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="environment">The fingerprint of its environment, where the environment itself is not known; null: made from the
    /// experiment.</param>
    /// <param name="seen">What an inspection found before; it is not read again where no other host was there since. Null: nothing.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">The experiment cannot be continued; nothing was changed.</exception>
    public ExperimentSession Open(
        Experiment experiment,
        EnvironmentFingerprint? environment,
        ExperimentCatalog? seen,
        CancellationToken cancellationToken
    )
    {
        var isSeen = seen?.IsCurrent(_files, _layout) == true;
        var catalogBefore = isSeen ? seen! : ExperimentCatalog.Read(_files, _layout, _check, cancellationToken);
        var inspected = Inspect(experiment, catalogBefore);
        var before = inspected.Catalog.Experiment;
        var repair = new ExperimentRepair(_files, _layout, _logger);
        var time = _timeProvider.GetLocalNow().ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);
        if (inspected.OtherAnswers.Count > 0)
        {
            repair.MoveAnswersAside(inspected.OtherAnswers, time);
        }

        if (inspected.Stale.Count > 0)
        {
            repair.MoveAside(inspected.Stale, time);
            inspected = Inspect(experiment, ExperimentCatalog.Read(_files, _layout, _check, cancellationToken));
        }

        var (catalog, match) = (inspected.Catalog, inspected.Match);
        var hasLostRuns = repair.CleanUp(catalog, isNoted: isSeen);
        MakeFolders();
        var fingerprint =
            environment ?? before?.Environment.With(experiment.Unstored) ?? EnvironmentFingerprint.Create(experiment.Unstored);
        var file = Describe(experiment, before, match, fingerprint);
        _files.WriteWhole(_layout.ExperimentFile, file.ToJson(), isPrivate: true);
        var journal = new RunJournal(_files, _layout.Journal);
        var isUnchanged = repair.RepairJournal(journal, catalog, match);
        var tableLength = isUnchanged && IsComplete(before, file) && before?.TableBytes == catalog.TableLength ? catalog.TableLength : null;
        var session = new ExperimentSession(_files, _layout, match, file, journal, tableLength, _timeProvider, _logger);
        RestoreCaseFiles(session, match, catalog.Journal);
        if (_check == RunCheck.All)
        {
            session.DistrustDerivedFiles();
        }

        if (hasLostRuns)
        {
            session.TryRenewTable();
        }

        return session;
    }

    private InspectedExperiment Inspect(Experiment experiment, ExperimentCatalog catalog)
    {
        var inspected = new ExperimentInspector(_files, _layout, _onChanged, _concludesAgain).Inspect(experiment, catalog);
        return inspected.Problems.Count == 0 ? inspected : throw new InvalidInputException(inspected.Problems);
    }

    /// <summary>What is in the scratch folder belongs to runs that a killed host did not finish.</summary>
    private void MakeFolders()
    {
        _files.DeleteFolder(_layout.ScratchFolder);
        _files.CreateFolder(_layout.ScratchFolder);
        _files.CreateFolder(_layout.LogFolder);
    }

    private ExperimentFile Describe(
        Experiment experiment,
        ExperimentFile? before,
        ExperimentMatch match,
        EnvironmentFingerprint environment
    ) =>
        new()
        {
            StartedAt = before?.StartedAt ?? _timeProvider.GetUtcNow(),
            CopiesOf = before?.CopiesOf ?? experiment.CopiesOf,
            RunsPerCase = experiment.RunsPerCase,
            Definition = experiment.Definition,
            Environment = environment,
            Conditions = before?.Conditions.With(experiment.Conditions) ?? new ExperimentConditions(experiment.Conditions),
            Facts = before?.Facts ?? StoredFacts.None,
            Rules = before?.Rules?.With(experiment.Rules) ?? new ExperimentRules(experiment.Rules),
            Cases =
            [
                .. match.Cases.Select(
                    (matched, index) =>
                        new ListedCase(matched.Key, matched.Name, experiment.Ranks is { } ranks ? ranks[index] : 0, matched.IsVerified)
                ),
            ],
        };

    /// <summary>Returns whether the table was written when an experiment of the same runs ended.</summary>
    private static bool IsComplete(ExperimentFile? before, ExperimentFile now) =>
        before?.EndedAt is not null
        && before.RunsPerCase == now.RunsPerCase
        && before.Cases.Select(listed => listed.Key).SequenceEqual(now.Cases.Select(listed => listed.Key), StringComparer.Ordinal);

    /// <summary>Writes the case.json of folders that lost theirs and that experiment.json, or for a load the journal, still
    /// knows.</summary>
    private void RestoreCaseFiles(ExperimentSession session, ExperimentMatch match, JournalIndex journal)
    {
        var lost = match
            .Cases.Where(matched => matched is { IsVerified: true, Folder: { Key: null, HasResults: true } })
            .Select(matched => matched.Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var restored in session.Cases.Where(one => lost.Contains(one.Name)))
        {
            session.WriteCaseFile(restored);
        }

        foreach (
            var (parent, load) in session
                .Cases.Where(one => one.IsVerified)
                .SelectMany(one => one.Loads.Where(load => load.FoundKey is null && load.Runs.Count > 0), (one, load) => (one, load))
        )
        {
            var named = LoadedCase.Read(_files, _layout, load.Name, hasCaseFile: false, parent.Case!);
            if (
                named.Load is not null
                && load.Runs.Keys.Any(run => journal.TryFind(load.Name, run, out var key, out _) && key == named.Key)
            )
            {
                load.Case = named;
                session.WriteCaseFile(load);
            }
        }
    }
}
