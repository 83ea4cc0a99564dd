namespace ServeMulti.Results.Folder;

/// <summary>Everything that was found in an experiment's folder. Reading it changes nothing.</summary>
internal sealed class ExperimentCatalog
{
    /// <summary>Gets what <c>experiment.json</c> says; null where it is missing (the original's folders) or cannot be read.</summary>
    public ExperimentFile? Experiment { get; private set; }

    /// <summary>Gets the folders of cases by name.</summary>
    public Dictionary<string, CaseFolder> Folders { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the names of all folders in the experiment, those included that are no case.</summary>
    public List<string> FolderNames { get; } = [];

    /// <summary>Gets the files that cannot be read, with the reason; they count as not there.</summary>
    public List<UnreadableFile> Unreadable { get; } = [];

    /// <summary>Gets what a host that was killed left half-written.</summary>
    public List<string> Leftovers { get; } = [];

    /// <summary>Gets the index of the journal.</summary>
    public JournalIndex Journal { get; private set; } = new();

    /// <summary>Gets the files by which one can tell that no other host began the experiment since.</summary>
    public IReadOnlyList<FolderEntry> Stamps { get; private set; } = [];

    /// <summary>Gets the size of <c>summary.csv</c>; null where there is none.</summary>
    public long? TableLength { get; private set; }

    /// <summary>Gets whether anything finished is in the experiment.</summary>
    public bool HasResults => Folders.Values.Any(folder => folder.HasResults);

    /// <summary>Reads the folder of an experiment.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="layout">Where everything is.</param>
    /// <param name="check">Which files of runs are read.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <param name="only">The name of the only case folder to read, whatever it is called; null: all of them.</param>
    public static ExperimentCatalog Read(
        IFileSystem files,
        ExperimentLayout layout,
        RunCheck check,
        CancellationToken cancellationToken,
        string? only = null
    )
    {
        var catalog = new ExperimentCatalog();

        // First of all: what another host changes from here on shows in the stamps.
        catalog.ReadEntries(files.List(layout.Folder), layout);
        string[] names = only is not null ? [only] : [.. catalog.FolderNames.Where(name => !ExperimentLayout.IsReserved(name))];
        var entries = new IReadOnlyList<FolderEntry>[names.Length];
        SideBySide.Invoke(
            files,
            cancellationToken,
            () => catalog.Journal = new RunJournal(files, layout.Journal).ReadIndex(),
            () => catalog.ReadExperiment(files, layout),
            () =>
                SideBySide.For(
                    files,
                    names.Length,
                    index => entries[index] = files.List(layout.CaseFolder(names[index])),
                    cancellationToken
                )
        );
        catalog.ReadFolders(files, layout, check, names, entries, isKnownCase: only is not null, cancellationToken);
        return catalog;
    }

    /// <summary>Returns whether the experiment is as it was when it was read: a host that begins or runs it writes at least one of the
    /// files that are compared.</summary>
    public bool IsCurrent(IFileSystem files, ExperimentLayout layout) =>
        Stamps.Count > 0 && FindStamps(files.List(layout.Folder)).SequenceEqual(Stamps);

    private static List<FolderEntry> FindStamps(IReadOnlyList<FolderEntry> entries) =>
        [.. entries.Where(entry => ExperimentLayout.IsTouchedByEveryHost(entry.Name)).OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    private void ReadEntries(IReadOnlyList<FolderEntry> entries, ExperimentLayout layout)
    {
        Stamps = FindStamps(entries);
        foreach (var entry in entries)
        {
            if (entry.IsFolder)
            {
                FolderNames.Add(entry.Name);
                continue;
            }

            TableLength = entry.Name == Path.GetFileName(layout.Table) ? entry.Length : TableLength;
            if (ExperimentLayout.IsLeftover(entry.Name))
            {
                Leftovers.Add(Path.Combine(layout.Folder, entry.Name));
            }
        }
    }

    private void ReadFolders(
        IFileSystem files,
        ExperimentLayout layout,
        RunCheck check,
        string[] names,
        IReadOnlyList<FolderEntry>[] entries,
        bool isKnownCase,
        CancellationToken cancellationToken
    )
    {
        var scans = new (FolderScan Scan, CaseFolder? Folder)[names.Length];
        SideBySide.For(
            files,
            names.Length,
            index =>
            {
                var scan = new FolderScan(files, layout, Journal, check);
                scans[index] = (scan, isKnownCase ? scan.Read(names[index], entries[index]) : scan.TryRead(names[index], entries[index]));
            },
            cancellationToken
        );
        foreach (var (scan, folder) in scans)
        {
            Unreadable.AddRange(scan.Unreadable);
            Leftovers.AddRange(scan.Leftovers);
            if (folder is not null)
            {
                Folders.Add(folder.Name, folder);
            }
        }
    }

    private void ReadExperiment(IFileSystem files, ExperimentLayout layout)
    {
        if (files.FolderExists(layout.ExperimentFile))
        {
            Unreadable.Add(new UnreadableFile(layout.ExperimentFile, UnreadableFile.FolderInPlace));
        }
        else if (files.FileExists(layout.ExperimentFile))
        {
            try
            {
                Experiment = ExperimentFile.Parse(files.ReadWhole(layout.ExperimentFile));
            }
            catch (Exception exception) when (JsonText.IsUnreadable(exception))
            {
                Unreadable.Add(UnreadableFile.Of(layout.ExperimentFile, exception));
            }
        }
    }
}
