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
            List<RunPlace> runs = [];
            foreach (var (one, runsPerCase) in ListFolders(files, layout, catalog))
            {
                AddRuns(runs, one, runsPerCase);
            }

            return new TableSource(files, layout, new RunJournal(files, layout.Journal), runs).Read(cancellationToken);
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            throw StoreFault.DescribeRead(exception, layout.Folder);
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
            .Where(folder => folder.HasResults)
            .Select(folder => (Folder: folder, First: ListRuns(folder)[0]))
            .Select(listed => (listed.Folder, Date: FindDate(files.ReadWhole(layout.RunFile(listed.First.Folder, listed.First.Run)))))
            .OrderBy(dated => dated.Date, StringComparer.Ordinal)
            .ThenBy(dated => dated.Folder.Name, StringComparer.Ordinal)
            .Select(dated => (dated.Folder, int.MaxValue));
    }

    private static List<RunPlace> ListRuns(CaseFolder folder)
    {
        List<RunPlace> runs = [];
        AddRuns(runs, folder, int.MaxValue);
        return runs;
    }

    private static void AddRuns(List<RunPlace> runs, CaseFolder folder, int runsPerCase)
    {
        foreach (var (run, stored) in folder.Runs)
        {
            if (run < runsPerCase)
            {
                runs.Add(new RunPlace(folder.Name, run, stored.Line));
            }
        }

        foreach (var load in CaseFolder.OrderLoads(folder.Loads, load => load.Name))
        {
            AddRuns(runs, load, int.MaxValue);
        }
    }

    private static string FindDate(byte[] run) =>
        RunObject.Parse(run).Fields.FirstOrDefault(field => field.Key == "date").Value is { ValueKind: JsonValueKind.String } date ? date.GetString()! : "";
}
