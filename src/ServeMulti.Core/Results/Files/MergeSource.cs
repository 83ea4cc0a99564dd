using System.Text.Json;
using ServeMulti.Benchmarking;

namespace ServeMulti.Results.Files;

/// <summary>One experiment that is to be merged into another.</summary>
internal sealed class MergeSource
{
    private static readonly DiskFileSystem Files = new(isDurable: true);

    private readonly ExperimentLayout _layout;

    private MergeSource(ExperimentLayout layout) => _layout = layout;

    public string Folder => _layout.Folder;

    /// <summary>Gets why the experiment cannot be merged, one line each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Gets what experiment.json says; null where there are problems.</summary>
    public ExperimentFile? Experiment { get; private set; }

    /// <summary>Gets the cases and loads with something in them, each with its folder and its place in the merged experiment.</summary>
    public List<(BenchmarkCase Case, CaseFolder Folder, int Rank)> Cases { get; } = [];

    /// <summary>Gets the number of files that cannot be read; their runs count as missing.</summary>
    public int UnreadableFiles { get; private set; }

    public static MergeSource Read(string folder, CancellationToken cancellationToken)
    {
        var source = new MergeSource(new ExperimentLayout(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        try
        {
            source.Read(cancellationToken);
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            throw new ResultStoreException($"{source.Folder} cannot be read: {exception.Message}", exception);
        }

        return source;
    }

    public byte[] ReadFile(CaseFolder folder, int run) => Files.ReadWhole(_layout.RunFile(folder.Name, run));

    public ResultDocument ReadRun(CaseFolder folder, int run) => RunObject.Parse(ReadFile(folder, run)).ToDocument();

    /// <summary>Copies what stands beside the runs and is not the store's own: what a search found, reasons of failures.</summary>
    public void CopyOthers(CaseFolder folder, string target, Predicate<int> isFinished)
    {
        foreach (var entry in Files.List(_layout.CaseFolder(folder.Name)))
        {
            var destination = Path.Combine(target, entry.Name);
            if (!entry.IsFolder && IsWorthCopying(entry.Name, isFinished) && !Files.FileExists(destination))
            {
                Files.CreateFolder(target);
                Files.WriteWhole(destination, Files.ReadWhole(Path.Combine(_layout.CaseFolder(folder.Name), entry.Name)), isPrivate: true);
            }
        }
    }

    private static bool IsWorthCopying(string name, Predicate<int> isFinished) => ExperimentLayout.TryParseFailureFile(name, out var run)
        ? !isFinished(run)
        : name.EndsWith(".json", StringComparison.Ordinal) && !ExperimentLayout.TryParseRunFile(name, out _)
            && name is not (ExperimentLayout.CaseFileName or ExperimentLayout.CaseSummaryName);

    private void Read(CancellationToken cancellationToken)
    {
        if (!Files.FolderExists(Folder))
        {
            Problems.Add($"{Folder} does not exist; give the folder of an experiment.");
            return;
        }

        if (ExperimentLock.IsHeld(Files, _layout))
        {
            Problems.Add(ExperimentLock.DescribeHolder(Files, _layout));
        }

        var catalog = ExperimentCatalog.Read(Files, _layout, cancellationToken);
        UnreadableFiles = catalog.Unreadable.Count;
        if (catalog.Experiment is null)
        {
            Problems.Add($"{Folder} has no experiment.json that can be read; resume the experiment once before it is merged.");
            return;
        }

        if (catalog.Experiment.FormatVersion > ExperimentFile.CurrentFormat)
        {
            Problems.Add($"{Folder} was written by version {catalog.Experiment.ToolVersion}; merge it with that version or a newer one.");
            return;
        }

        Experiment = catalog.Experiment;
        foreach (var listed in Experiment.Cases)
        {
            if ((catalog.Folders.Values.FirstOrDefault(folder => folder.Key == listed.Key) ?? catalog.Folders.GetValueOrDefault(listed.Folder)) is { } folder)
            {
                AddCase(folder, listed);
            }
        }
    }

    private void AddCase(CaseFolder folder, ListedCase listed)
    {
        foreach (var one in CaseFolder.OrderLoads(folder.Loads, load => load.Name).Prepend(folder))
        {
            try
            {
                if (one.Key is not null)
                {
                    Cases.Add((CaseFile.Parse(Files.ReadWhole(_layout.CaseFile(one.Name))).Case, one, listed.Rank));
                    continue;
                }
            }
            catch (Exception exception) when (JsonText.IsUnreadable(exception) || exception is JsonException)
            {
                // Said below.
            }

            if (one.HasResults)
            {
                Problems.Add($"{Path.Combine(Folder, one.Name)} has no case.json that says which case its runs are of; resume the experiment once before it is merged.");
            }
        }
    }
}
