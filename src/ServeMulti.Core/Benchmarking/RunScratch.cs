using Microsoft.Extensions.Logging;

namespace ServeMulti.Benchmarking;

/// <summary>A new, empty folder that one execution of a benchmark writes into; disposing removes it with all that is in it.</summary>
/// <remarks>It is new for each execution, so that nothing an earlier attempt left behind can be taken for this run's result.</remarks>
internal sealed class RunScratch : IDisposable
{
    private readonly ILogger _logger;

    private RunScratch(string folder, string fileName, ILogger logger)
    {
        Folder = folder;
        FileName = fileName;
        _logger = logger;
    }

    /// <summary>Gets the full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Gets the name of the file in it that the benchmark must write.</summary>
    public string FileName { get; }

    /// <summary>Gets the full path of that file.</summary>
    public string ResultPath => Path.Combine(Folder, FileName);

    /// <summary>Returns the name of a run's file. The original names its files so; some clients put the name into the result.</summary>
    public static string NameOf(int runNumber) =>
        runNumber < 0 ? "warmup.json" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"run={runNumber}.json");

    /// <summary>Creates the folder: in a folder of the experiment, or, if there is none, among the machine's temporary files.</summary>
    /// <exception cref="ServeMultiException">The folder cannot be made.</exception>
    public static RunScratch Create(string? parent, int runNumber, ILogger logger)
    {
        try
        {
            var folder = parent is null ? Directory.CreateTempSubdirectory("serve-multi-").FullName : CreateIn(Path.GetFullPath(parent));
            return new(folder, NameOf(runNumber), logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var place = parent ?? Path.GetTempPath();
            throw new ServeMultiException(
                $"No folder for the benchmark's raw result could be made in {place}: {exception.Message} Free space there or make it writable, then resume.",
                exception
            );
        }
    }

    /// <summary>Creates the scratch folder too where it is missing, but never the experiment around it: that was taken away, and an empty
    /// one in its place would hide it.</summary>
    private static string CreateIn(string parent) =>
        Path.GetDirectoryName(parent) is { } experiment && !Directory.Exists(experiment)
            ? throw new DirectoryNotFoundException($"{experiment} is gone.")
            : Directory.CreateDirectory(Path.Combine(parent, Path.GetRandomFileName())).FullName;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The benchmark removed it itself.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.ScratchNotRemoved(_logger, Folder, exception);
        }
    }
}
