using System.Globalization;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Reports;

/// <summary>Finds the logs of the runs of an experiment.</summary>
internal sealed class RunLogs
{
    private readonly string _folder;
    private readonly HashSet<string> _names;

    private RunLogs(string folder, HashSet<string> names) => (_folder, _names) = (folder, names);

    public static RunLogs Of(StoredExperiment experiment)
    {
        var folder = Path.Combine(experiment.Folder, "logs");
        try
        {
            return new(
                folder,
                Directory.Exists(folder)
                    ? Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal)
                    : []
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed has no logs for the reader of a report either.
            return new(folder, []);
        }
    }

    /// <summary>Returns the log of a run; null if there is none.</summary>
    public string? Find(StoredCase one, int run)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{one.Folder.Replace('/', '-')}-run={run}.log");
        return _names.Contains(name) ? Path.Combine(_folder, name) : null;
    }
}
