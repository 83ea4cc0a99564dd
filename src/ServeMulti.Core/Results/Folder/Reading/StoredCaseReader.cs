using ServeMulti.Benchmarking;
using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>Reads what the folder of a case says of it: which case it is, what failed, and what was concluded.</summary>
internal sealed class StoredCaseReader
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly ReadProblems _problems;
    private readonly HashSet<string> _unverified;

    /// <param name="files">The disk.</param>
    /// <param name="layout">Where everything is.</param>
    /// <param name="experiment">What <c>experiment.json</c> says; null where there is none.</param>
    /// <param name="problems">Receives what cannot be read.</param>
    public StoredCaseReader(IFileSystem files, ExperimentLayout layout, ExperimentFile? experiment, ReadProblems problems)
    {
        _files = files;
        _layout = layout;
        _problems = problems;
        _unverified = [.. (experiment?.Cases ?? []).Where(listed => !listed.IsVerified).Select(listed => listed.Folder)];
    }

    /// <summary>Reads a case, and its loads in the order of tables.</summary>
    /// <param name="folder">The folder of the case.</param>
    /// <param name="runsPerCase">The number of its runs that count; those of its loads all do.</param>
    /// <param name="readFirstRun">Reads one run of the case, and the load that it is of, to work out the case where nothing states
    /// it.</param>
    public IEnumerable<StoredCase> Read(CaseFolder folder, int runsPerCase, Func<(RunObject? Run, CaseLoad? Load)> readFirstRun)
    {
        var summary = ReadSummary(folder);
        var known = folder.Key is null ? null : _problems.TryRead(_layout.CaseFile(folder.Name), json => CaseFile.Parse(json).Case);
        var found = known ?? WorkOut(folder, summary.Count > 0 ? (summary.Values.First(), null) : readFirstRun());
        var isVerified = known is not null && !folder.HasUnverifiedRuns && !_unverified.Contains(folder.Name);
        yield return Complete(folder, found, summary, runsPerCase, isVerified);
        foreach (var load in CaseFolder.OrderLoads(folder.Loads, load => load.Name))
        {
            var loaded = LoadedCase.Read(_files, _layout, load, found);

            // Each folder has a case object of its own, which distinguishes the runs of both.
            yield return Complete(
                load,
                ReferenceEquals(loaded, found) ? found with { } : loaded,
                ReadSummary(load),
                int.MaxValue,
                isVerified && !load.HasUnverifiedRuns
            );
        }
    }

    private BenchmarkCase WorkOut(CaseFolder folder, (RunObject? Run, CaseLoad? Load) first)
    {
        var load = ExperimentLayout.IsNamedAsCase(folder.Name) ? null : LoadedCase.ParseName(folder.Name);
        return UnverifiedCase.From($"{Path.GetFileName(_layout.Folder)}/{folder.Name}", first.Run, (load ?? first.Load)?.Variable) with
        {
            Load = load,
        };
    }

    private StoredCase Complete(
        CaseFolder folder,
        BenchmarkCase found,
        IReadOnlyDictionary<int, RunObject> summary,
        int runsPerCase,
        bool isVerified
    ) =>
        new(folder, found)
        {
            SummaryRuns = summary,
            IsVerified = isVerified,
            FinishedRuns = [.. (folder.Runs.Count > 0 ? folder.Runs.Keys : summary.Keys).Where(run => run < runsPerCase).Order()],
            Failures =
            [
                .. folder
                    .Failures.Union(folder.EmptyRuns)
                    .Where(run => run < runsPerCase && !folder.Runs.ContainsKey(run))
                    .Order()
                    .Select(run => ReadFailure(folder, found, run))
                    .OfType<FailedRun>(),
            ],
            Answers = folder
                .Answers.Order(StringComparer.Ordinal)
                .Select(name =>
                    _problems.TryRead(
                        Path.Combine(_layout.CaseFolder(folder.Name), name),
                        json => ReadAnswer(Path.GetFileNameWithoutExtension(name), json)
                    )
                )
                .OfType<StoredAnswer>()
                .ToDictionary(answer => answer.Name, answer => answer.Content, StringComparer.Ordinal),
        };

    private static StoredAnswer ReadAnswer(string name, ReadOnlyMemory<byte> json)
    {
        var answer = StoredAnswer.Parse(name, json);
        return FormatVersions.FindProblem(answer.Content) is { } problem ? throw new InvalidInputException($"it {problem}") : answer;
    }

    /// <summary>Reads why a run has no result. The original keeps the file of a run that completed nothing.</summary>
    private FailedRun? ReadFailure(CaseFolder folder, BenchmarkCase found, int run) =>
        folder.EmptyRuns.Contains(run)
            ? _problems.TryReadRun(_layout.RunFile(folder.Name, run)) is { } empty
            && CompletedRequests.FindFailure(empty.ToDocument()) is { } failure
                ? new FailedRun(found, run, failure)
                : null
            : _problems.TryRead(_layout.FailureFile(folder.Name, run), json => FailureFile.Parse(json, found, run));

    /// <summary>Reads the runs of a case from its summary, where their own files are gone.</summary>
    private Dictionary<int, RunObject> ReadSummary(CaseFolder folder)
    {
        var runs = new Dictionary<int, RunObject>();
        if (folder.Runs.Count > 0 || folder.DamagedRuns.Count > 0 || folder.SummaryLength < 0)
        {
            return runs;
        }

        var path = _layout.CaseSummary(folder.Name);
        foreach (var part in _problems.TryRead(path, ResultFile.Split) ?? [])
        {
            try
            {
                var run = RunObject.From(part.ReadDocument());
                runs.TryAdd(run.RunNumber ?? runs.Count, run);
            }
            catch (InvalidInputException exception)
            {
                _problems.Add($"{path}, line {part.Line}", part.Problem ?? exception.Message);
            }
        }

        return runs;
    }
}
