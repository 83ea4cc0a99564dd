using System.Globalization;

namespace ServeMulti.Plotting.Runs;

/// <summary>Walks through a folder and reads every result in it, whoever made it.</summary>
internal sealed class ResultReader
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "logs", "scratch", "stale", "figures", "pareto" };
    private const int MostProblems = 5;
    private const int MostAttempts = 20;

    private static readonly EnumerationOptions Listing = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };

    private readonly string _root;
    private readonly CancellationToken _cancellationToken;
    private readonly RunSetBuilder _builder = new();
    private readonly List<string> _problems = [];
    private readonly List<string> _besideSummaries = [];
    private readonly HashSet<string> _hasCaseFile = new(StringComparer.Ordinal);

    public ResultReader(string path, CancellationToken cancellationToken)
    {
        _root = Path.GetFullPath(path);
        _cancellationToken = cancellationToken;
    }

    /// <summary>Gets whether a folder without a result is an empty set, and no error.</summary>
    public bool AcceptsNothing { get; init; }

    /// <exception cref="InvalidInputException">There is nothing to read.</exception>
    public RunSet Read()
    {
        if (File.Exists(_root))
        {
            ReadLooseFile(_root);
        }
        else if (Directory.Exists(_root))
        {
            ReadFolder(_root, ExperimentContext.None);
        }
        else
        {
            throw new InvalidInputException($"{_root} does not exist; give the folder of an experiment, or a result file.");
        }

        if (_besideSummaries.Count > 0)
        {
            var files = _besideSummaries.Count == 1 ? "file" : $"first of {_besideSummaries.Count} files";
            _problems.Add($"{_besideSummaries[0]}: The {files} with tables or single requests of AIPerf, whose summary is profile_export_aiperf.json. Skipped.");
        }

        return _builder.Count > 0 || AcceptsNothing
            ? _builder.ToSet(_problems)
            : throw new InvalidInputException([$"{_root} holds no benchmark result.", .. _problems]);
    }

    private void ReadFolder(string folder, ExperimentContext context)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (!TryList(folder, out var files, out var folders))
        {
            return;
        }

        if (files.Contains(ExperimentContext.FileName) || files.Contains(ExperimentContext.JournalName))
        {
            Attempt(Path.Combine(folder, ExperimentContext.FileName), () => context = ExperimentContext.Read(folder));
        }

        if (files.Contains(RunFileName.Case))
        {
            Attempt(Path.Combine(folder, RunFileName.Case), () =>
            {
                CaseParameters.Read(Path.Combine(folder, RunFileName.Case), CaseName(folder), _builder);
                _hasCaseFile.Add(folder);
            });
        }

        var runs = files.Select(name => (Name: name, Run: RunFileName.TryParse(name, out var run) ? run : -1)).Where(file => file.Run >= 0).OrderBy(file => file.Run).ToArray();
        foreach (var (name, run) in runs.Where(file => context.IsWanted(folder, file.Run)))
        {
            Attempt(Path.Combine(folder, name), () => AddRun(folder, name, run, context));
        }

        if (runs.Length == 0 && files.Contains(RunFileName.Summary))
        {
            Attempt(Path.Combine(folder, RunFileName.Summary), () => AddSummary(folder, context));
        }

        foreach (var name in files.Where(RunFileName.IsLoose))
        {
            ReadLooseFile(Path.Combine(folder, name));
        }

        _besideSummaries.AddRange(files.Where(RunFileName.IsBesideAiperfSummary).Select(name => Relative(Path.Combine(folder, name))));

        foreach (var name in context.Order(folder, folders).Where(name => !Reserved.Contains(name)))
        {
            ReadFolder(Path.Combine(folder, name), context);
        }
    }

    private bool TryList(string folder, out IReadOnlyList<string> files, out IReadOnlyList<string> folders)
    {
        try
        {
            files = [.. Directory.EnumerateFiles(folder, "*", Listing).Select(path => Path.GetFileName(path)!).Order(Comparer<string>.Create(NaturalOrder.Compare))];
            folders = [.. Directory.EnumerateDirectories(folder, "*", Listing).Select(path => Path.GetFileName(path)!).Order(Comparer<string>.Create(NaturalOrder.Compare))];
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{folder} cannot be listed: {exception.Message} It was skipped.");
            (files, folders) = ([], []);
            return false;
        }
    }

    private void AddRun(string folder, string name, int run, ExperimentContext context)
    {
        var path = Path.Combine(folder, name);
        var fields = context.TryFindRecord(folder, run, new FileInfo(path).Length, out var record)
            ? ResultFields.OfRun(record)
            : ResultFields.OfRun(File.ReadAllBytes(path));
        Add(fields, folder, Relative(path), context, [new("run_number", Results.ResultCell.From((long)run))]);
    }

    private void AddSummary(string folder, ExperimentContext context)
    {
        var path = Path.Combine(folder, RunFileName.Summary);
        var (parts, damaged) = ResultText.Split(File.ReadAllBytes(path));
        foreach (var part in parts)
        {
            Add(ResultFields.OfRun(part.Json), folder, Relative(path), context, []);
        }

        AddSkipped(path, [.. damaged], parts.Count);
    }

    private void Add(ResultFields fields, string folder, string source, ExperimentContext context, IEnumerable<KeyValuePair<string, Results.ResultCell>> defaults)
    {
        // The case file says which parameters are whose; that of a load stands in the folder of its case.
        if (!_hasCaseFile.Contains(folder) && !_hasCaseFile.Contains(Path.GetDirectoryName(folder) ?? ""))
        {
            var (server, benchmark) = CaseParameters.Split(folder, fields.Parameters);
            _builder.AddServerKeys(server);
            _builder.AddBenchmarkKeys(benchmark);
        }

        _builder.Add(fields.Cells.Concat(defaults.Where(pair => !fields.Has(pair.Key))), CaseName(folder), source, fields.Remarks, context.FailedShareLimit);
    }

    private string CaseName(string folder) => folder == _root ? Path.GetFileName(folder) : Relative(folder);

    private void ReadLooseFile(string path) => Attempt(path, () =>
    {
        var stem = Path.GetFileNameWithoutExtension(path);
        var isNamed = RunFileName.TryParse(Path.GetFileName(path), out _);
        var (parts, damaged) = ResultText.Split(File.ReadAllBytes(path));
        var skipped = damaged.ToList();
        var read = 0;
        foreach (var part in parts)
        {
            try
            {
                AddLoose(ResultFields.OfLoose(part.Json, stem), path, isNamed, part.Line);
                read++;
            }
            catch (Exception exception) when (UnreadableResult.IsMeantBy(exception))
            {
                skipped.Add(new ResultProblem(part.Line, exception.Message.TrimEnd('.')));
            }

            if (read == 0 && skipped.Count > MostAttempts)
            {
                break;
            }
        }

        if (read == 0)
        {
            throw new FormatException(skipped.Count == 0 ? "It is empty." : parts.Count == 0 ? string.Create(CultureInfo.InvariantCulture, $"Line {skipped[0].Line} holds no result: {skipped[0].Reason}.") : $"{skipped[^1].Reason}.");
        }

        AddSkipped(path, skipped, read);
    });

    private void AddLoose(ResultFields fields, string path, bool isNamed, int line)
    {
        var settings = string.Join(' ', fields.Settings);
        _builder.AddFile(fields, $"{Relative(path)}{(isNamed || settings.Length == 0 ? "" : " ")}{settings}", string.Create(CultureInfo.InvariantCulture, $"{Relative(path)}:{line}"));
        if (fields.Warning is { } warning)
        {
            _problems.Add($"{Relative(path)}: {warning}.");
        }
    }

    private void AddSkipped(string path, List<ResultProblem> skipped, int read)
    {
        foreach (var (line, reason) in skipped.OrderBy(problem => problem.Line).Take(MostProblems))
        {
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{Relative(path)}, line {line}: {reason}. The line was skipped; {(read == 1 ? "1 result" : $"{read} results")} of the file {(read == 1 ? "was" : "were")} read."));
        }

        if (skipped.Count > MostProblems)
        {
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{Relative(path)}: {skipped.Count - MostProblems} further lines were skipped."));
        }
    }

    private string Relative(string path) => path == _root
        ? Path.GetFileName(path)
        : Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>One bad file is named and skipped: it must not cost the others.</summary>
    private void Attempt(string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (UnreadableResult.IsMeantBy(exception))
        {
            _problems.Add($"{Relative(path)}: {exception.Message} It was skipped.");
        }
    }
}
