using System.Text.Json;

namespace ServeMulti.Results.Files;

/// <summary>Reads the records of all runs in an experiment's folder, without its sweep and without holding it.</summary>
internal static class ExperimentRecords
{
    public static T Read<T>(string folder, Func<IEnumerable<ReadOnlyMemory<byte>>, T> use, CancellationToken cancellationToken)
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
            using var reader = new RunJournal(files, layout.Journal).OpenReader();
            return use(ReadRuns(files, layout, catalog, reader));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ResultStoreException($"{layout.Folder} cannot be read: {exception.Message}", exception);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> ReadRuns(IFileSystem files, ExperimentLayout layout, ExperimentCatalog catalog, JournalReader reader)
    {
        if (catalog.Experiment is { } experiment)
        {
            var byKey = catalog.Folders.Values.Where(folder => folder.Key is not null).DistinctBy(folder => folder.Key).ToDictionary(folder => folder.Key!, StringComparer.Ordinal);
            return experiment.Cases
                .Select(listed => byKey.GetValueOrDefault(listed.Key) ?? catalog.Folders.GetValueOrDefault(listed.Folder))
                .OfType<CaseFolder>()
                .SelectMany(folder => ListRuns(folder, experiment.RunsPerCase))
                .Select(found => ReadRun(files, layout, reader, found.Folder, found.Run));
        }

        // Nothing says in what order the original ran its cases, but the benchmark's own date does.
        return catalog.Folders.Values
            .Select(folder => (Folder: folder, Records: ListRuns(folder, int.MaxValue).Select(found => ReadRun(files, layout, reader, found.Folder, found.Run).ToArray()).ToList()))
            .Where(read => read.Records.Count > 0)
            .OrderBy(read => read.Records.Min(FindDate), StringComparer.Ordinal)
            .ThenBy(read => read.Folder.Name, StringComparer.Ordinal)
            .SelectMany(read => read.Records, (_, record) => new ReadOnlyMemory<byte>(record));
    }

    private static IEnumerable<(CaseFolder Folder, int Run)> ListRuns(CaseFolder folder, int runsPerCase) =>
        folder.Runs.Keys.TakeWhile(run => run < runsPerCase).Select(run => (folder, run))
            .Concat(CaseFolder.OrderLoads(folder.Loads, load => load.Name).SelectMany(load => load.Runs.Keys.Select(run => (load, run))));

    private static ReadOnlyMemory<byte> ReadRun(IFileSystem files, ExperimentLayout layout, JournalReader reader, CaseFolder folder, int run) =>
        folder.Runs[run].Line is { } line && reader.TryReadRecord(line, out var record)
            ? record
            : JsonText.WriteLine(RunObject.Parse(files.ReadWhole(layout.RunFile(folder.Name, run))).WriteRecord);

    private static string FindDate(byte[] record)
    {
        using var document = JsonDocument.Parse(record);
        return document.RootElement.TryGetProperty("date", out var date) && date.ValueKind == JsonValueKind.String ? date.GetString()! : "";
    }
}
