using System.Globalization;
using ServeMulti.Cases;
using ServeMulti.Results;
using ServeMulti.Results.Folder;

namespace ServeMulti.Plotting.Runs;

/// <summary>Walks through a folder and collects every result in it, whoever made it: experiments as <see cref="StoredExperiment"/> reads
/// them, and result files of benchmark clients.</summary>
internal sealed class ResultReader
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "logs", "scratch", "stale", "figures", "pareto" };
    private const int MostProblems = 5;
    private const int FilesAtOnce = 512;

    /// <summary>More would hold more large files in memory at once.</summary>
    private static readonly int Readers = Math.Min(4, Environment.ProcessorCount);

    private static readonly EnumerationOptions Listing = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };

    private readonly ResultRoots _roots;
    private readonly CancellationToken _cancellationToken;
    private readonly RunSetBuilder _builder = new();
    private readonly List<StoredExperiment> _experiments = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _besideSummaries = [];
    private readonly HashSet<string> _refusals = new(StringComparer.Ordinal);

    public ResultReader(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        _roots = new ResultRoots(paths);
        _cancellationToken = cancellationToken;
    }

    /// <summary>Gets whether experiments with failures or answers alone are an empty set, and no error.</summary>
    public bool AcceptsFailures { get; init; }

    /// <summary>Gets the experiments that were found.</summary>
    public IReadOnlyList<StoredExperiment> Experiments => _experiments;

    /// <exception cref="InvalidInputException">There is nothing to read.</exception>
    public async Task<RunSet> ReadAsync()
    {
        foreach (var root in _roots.Paths)
        {
            if (File.Exists(root) && ExperimentArchive.LooksLikeOne(root))
            {
                await TryReadExperimentAsync(root).ConfigureAwait(false);
            }
            else if (File.Exists(root))
            {
                ReadLooseFile(root);
            }
            else if (Directory.Exists(root))
            {
                await ReadFolderAsync(root).ConfigureAwait(false);
            }
            else
            {
                throw new InvalidInputException($"{root} does not exist; give the folder of an experiment, or a result file.");
            }
        }

        if (_besideSummaries.Count > 0)
        {
            var files = _besideSummaries.Count == 1 ? "file" : $"first of {_besideSummaries.Count} files";
            _problems.Add(
                $"{_besideSummaries[0]}: The {files} with tables or single requests of AIPerf, whose summary is profile_export_aiperf.json. Skipped."
            );
        }

        return
            _builder.Count > 0
            || (
                AcceptsFailures
                && _experiments.Any(experiment => experiment.Cases.Any(one => one.Failures.Count > 0 || one.Answers.Count > 0))
            )
            ? _builder.ToSet(_problems)
            : throw new InvalidInputException([
                $"{string.Join(", ", _roots.Paths)} {(_roots.Paths.Count == 1 ? "holds" : "hold")} no benchmark result.",
                .. _problems,
            ]);
    }

    /// <summary>Returns what a case of an experiment is called: the path of its folder within what is read.</summary>
    public string NameOf(StoredExperiment experiment, StoredCase one)
    {
        var folder = Path.Combine(experiment.Folder, one.Folder.Replace('/', Path.DirectorySeparatorChar));
        return Relative(folder);
    }

    private async Task ReadFolderAsync(string folder)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (!TryList(folder, out var files, out var folders))
        {
            return;
        }

        foreach (var paths in files.Where(RunFileName.IsLoose).Select(name => Path.Combine(folder, name)).Chunk(FilesAtOnce))
        {
            // The order of the files is kept.
            var parts = await Task.WhenAll(paths.Chunk(Math.Max(1, paths.Length / Readers)).Select(ReadAsync)).ConfigureAwait(false);
            foreach (var (path, file) in paths.Zip(parts.SelectMany(part => part)))
            {
                Take(path, file);
            }
        }

        _besideSummaries.AddRange(files.Where(RunFileName.IsBesideAiperfSummary).Select(name => Relative(Path.Combine(folder, name))));
        var read = await TryReadExperimentAsync(folder).ConfigureAwait(false);
        foreach (var name in folders.Where(name => !Reserved.Contains(name) && !(read is not null && IsOfCase(folder, read, name))))
        {
            await ReadFolderAsync(Path.Combine(folder, name)).ConfigureAwait(false);
        }
    }

    private bool TryList(string folder, out IReadOnlyList<string> files, out IReadOnlyList<string> folders)
    {
        try
        {
            files =
            [
                .. Directory
                    .EnumerateFiles(folder, "*", Listing)
                    .Select(path => Path.GetFileName(path)!)
                    .Order(Comparer<string>.Create(NaturalOrder.Compare)),
            ];
            folders =
            [
                .. Directory
                    .EnumerateDirectories(folder, "*", Listing)
                    .Select(path => Path.GetFileName(path)!)
                    .Order(Comparer<string>.Create(NaturalOrder.Compare)),
            ];
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{folder} cannot be listed: {exception.Message} It was skipped.");
            (files, folders) = ([], []);
            return false;
        }
    }

    /// <summary>Returns whether a folder in that of an experiment is one of its cases, or in that of a case one of its loads: also one that
    /// is not part of the sweep any more, and whose results do not count.</summary>
    private static bool IsOfCase(string folder, StoredExperiment experiment, string name) =>
        folder == experiment.Folder
            ? name.StartsWith("SERVE", StringComparison.Ordinal) || File.Exists(Path.Combine(folder, name, RunFileName.Case))
            : name.Contains('=', StringComparison.Ordinal);

    private async Task<StoredExperiment?> TryReadExperimentAsync(string folder)
    {
        try
        {
            if (!StoredExperiment.Exists(folder))
            {
                return null;
            }

            var experiment = await StoredExperiment.ReadAsync(folder, _cancellationToken).ConfigureAwait(false);
            await AddRunsAsync(experiment).ConfigureAwait(false);
            _experiments.Add(experiment);
            var place = _roots.PlaceOf(experiment.Folder);
            _problems.AddRange(experiment.Problems.Select(problem => $"{place}{problem} It was skipped."));
            return experiment;
        }
        catch (ResultStoreException exception)
        {
            // Each case of an experiment that is refused is refused with the same words.
            if (_refusals.Add(exception.Message))
            {
                _problems.Add($"{Relative(folder)}: {exception.Message} It was skipped.");
            }

            return null;
        }
    }

    private async Task AddRunsAsync(StoredExperiment experiment)
    {
        var cases = experiment.Cases.ToDictionary(
            one => one.Case,
            one => (Stored: one, Name: NameOf(experiment, one)),
            (IEqualityComparer<BenchmarkCase>)ReferenceEqualityComparer.Instance
        );
        var limit = FailedShare.LimitOf(experiment.Definition);
        await foreach (var run in experiment.ReadRunsAsync(withArrays: false, _cancellationToken).ConfigureAwait(false))
        {
            var (stored, name) = cases[run.Case];
            var source = Relative(Path.Combine(experiment.Folder, stored.FileOf(run.RunNumber)));
            if (run.Document.Scalars.Any(field => ResultCell.From(field.Value).TryFindNumber(out _)))
            {
                _builder.Experiment = LabelOf(experiment, stored);
                _builder.Add(run, name, source, limit);
                _builder.SetPath(Path.Combine(experiment.Folder, stored.FileOf(run.RunNumber)));
            }
            else
            {
                _problems.Add($"{source}: It holds no benchmark result: it contains no number. It was skipped.");
            }
        }
    }

    private Task<LooseFile[]> ReadAsync(string[] paths) =>
        Task.Run(
            () =>
                paths
                    .Select(path =>
                    {
                        _cancellationToken.ThrowIfCancellationRequested();
                        return LooseFile.Read(path);
                    })
                    .ToArray(),
            _cancellationToken
        );

    private void ReadLooseFile(string path) => Take(path, LooseFile.Read(path));

    private void Take(string path, LooseFile file)
    {
        var isNamed = RunFileName.TryParse(Path.GetFileName(path), out _);
        foreach (var (fields, line) in file.Results)
        {
            AddLoose(fields, path, isNamed, line);
        }

        if (file.Problem is { } problem)
        {
            _problems.Add($"{Relative(path)}: {problem} It was skipped.");
        }
        else
        {
            AddSkipped(path, file.Skipped, file.Results.Count);
        }
    }

    /// <summary>Returns what an experiment is called: the path of its folder within what is read.</summary>
    public string LabelOf(StoredExperiment experiment) =>
        experiment.Cases.Count > 0 ? LabelOf(experiment, experiment.Cases[0]) : Relative(experiment.Folder);

    private string LabelOf(StoredExperiment experiment, StoredCase one) =>
        one.Folder.Length > 0 || _roots.Paths.Contains(experiment.Folder)
            ? Relative(experiment.Folder)
            : Relative(Path.GetDirectoryName(experiment.Folder)!);

    private void AddLoose(ResultFields fields, string path, bool isNamed, int line)
    {
        _builder.Experiment = _roots.Paths.Count > 1 ? _roots.LabelOf(path) : "";
        var settings = string.Join(' ', fields.Settings);
        _builder.AddFile(
            fields,
            $"{Relative(path)}{(isNamed || settings.Length == 0 ? "" : " ")}{settings}",
            string.Create(CultureInfo.InvariantCulture, $"{Relative(path)}:{line}")
        );
        _builder.SetPath(path);
        if (fields.Warning is { } warning)
        {
            _problems.Add($"{Relative(path)}: {warning}.");
        }
    }

    private void AddSkipped(string path, IReadOnlyList<(int Line, string Reason)> skipped, int read)
    {
        foreach (var (line, reason) in skipped.OrderBy(problem => problem.Line).Take(MostProblems))
        {
            _problems.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Relative(path)}, line {line}: {reason}. The line was skipped; {(read == 1 ? "1 result" : $"{read} results")} of the file {(read == 1 ? "was" : "were")} read."
                )
            );
        }

        if (skipped.Count > MostProblems)
        {
            _problems.Add(
                string.Create(CultureInfo.InvariantCulture, $"{Relative(path)}: {skipped.Count - MostProblems} further lines were skipped.")
            );
        }
    }

    private string Relative(string path) => _roots.NameOf(path);
}
