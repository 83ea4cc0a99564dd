using System.Text.Json;

namespace ServeMulti.Results.Files;

/// <summary>Reads the table of an experiment's folder, without its sweep and without holding it.</summary>
internal static class ExperimentTable
{
    public static ResultTable Read(string folder, CancellationToken cancellationToken)
    {
        var layout = new ExperimentLayout(Path.GetFullPath(folder));
        var files = new DiskFileSystem(isDurable: false);
        if (!files.FolderExists(layout.Folder))
        {
            throw new ResultStoreException($"{layout.Folder} does not exist; give the folder of an experiment.");
        }

        try
        {
            var catalog = ExperimentCatalog.Read(files, layout, cancellationToken);
            using var reader = new RowReader(files, layout, new RunJournal(files, layout.Journal).OpenReader());
            return reader.ReadTable(
                ListFolders(files, layout, catalog).SelectMany(one => ListRuns(one.Folder, one.Runs), (_, run) => (run.Folder.Name, run.Run, run.Folder.Runs[run.Run].Line)),
                cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ResultStoreException($"{layout.Folder} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Lists the folders of cases in the order of the table, with the number of runs that count.</summary>
    private static IEnumerable<(CaseFolder Folder, int Runs)> ListFolders(IFileSystem files, ExperimentLayout layout, ExperimentCatalog catalog)
    {
        if (catalog.Experiment is { } experiment)
        {
            var byKey = catalog.Folders.Values.Where(folder => folder.Key is not null).DistinctBy(folder => folder.Key).ToDictionary(folder => folder.Key!, StringComparer.Ordinal);
            return experiment.Cases
                .Select(listed => byKey.GetValueOrDefault(listed.Key) ?? catalog.Folders.GetValueOrDefault(listed.Folder))
                .OfType<CaseFolder>()
                .Select(folder => (folder, experiment.RunsPerCase));
        }

        // Nothing says in what order the original ran its cases, but the date that the benchmark wrote in the first run of each does.
        return catalog.Folders.Values
            .Select(folder => (Folder: folder, First: ListRuns(folder, int.MaxValue).FirstOrDefault()))
            .Where(listed => listed.First.Folder is not null)
            .Select(listed => (listed.Folder, Date: FindDate(files.ReadWhole(layout.RunFile(listed.First.Folder.Name, listed.First.Run)))))
            .OrderBy(dated => dated.Date, StringComparer.Ordinal)
            .ThenBy(dated => dated.Folder.Name, StringComparer.Ordinal)
            .Select(dated => (dated.Folder, int.MaxValue));
    }

    private static IEnumerable<(CaseFolder Folder, int Run)> ListRuns(CaseFolder folder, int runsPerCase) =>
        folder.Runs.Keys.TakeWhile(run => run < runsPerCase).Select(run => (folder, run))
            .Concat(CaseFolder.OrderLoads(folder.Loads, load => load.Name).SelectMany(load => load.Runs.Keys.Select(run => (load, run))));

    private static string FindDate(byte[] run) =>
        RunObject.Parse(run).Fields.FirstOrDefault(field => field.Key == "date").Value is { ValueKind: JsonValueKind.String } date ? date.GetString()! : "";
}
