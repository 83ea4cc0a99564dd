using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>An output folder for one test, and the experiment "e" in it.</summary>
internal sealed partial class StoreFolder : IDisposable
{
    public const string Name = "e";

    private readonly ScratchFolder _output = new();

    public string Output => _output.Path;

    public string Path => _output[Name];

    /// <summary>Gets a path within the experiment.</summary>
    public string this[params string[] names] => System.IO.Path.Combine([Path, .. names]);

    public FileResultStore New(TimeProvider? timeProvider = null, ILogger? logger = null, IFileSystem? files = null) =>
        Store(new FileResultStoreOptions { IsDurable = false }, timeProvider, logger, files);

    public FileResultStore Resume(
        ChangedResults onChanged = ChangedResults.Refuse,
        TimeProvider? timeProvider = null,
        ILogger? logger = null,
        IFileSystem? files = null
    ) =>
        Store(
            new FileResultStoreOptions
            {
                Mode = ExperimentMode.Resume,
                OnChanged = onChanged,
                IsDurable = false,
            },
            timeProvider,
            logger,
            files
        );

    public SortedDictionary<string, string> Snapshot() => ScratchFolder.Snapshot(Path);

    public JsonElement ReadJson(params string[] names)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(this[names]));
        return document.RootElement.Clone();
    }

    /// <summary>Returns the lines of a journal in one order, without the times of files and what depends on them.</summary>
    public static string Untimed(string journal) =>
        string.Join('\n', Times().Replace(journal, "").Split('\n').Order(StringComparer.Ordinal));

    /// <summary>Runs a whole experiment, as a sweep does.</summary>
    public async Task RunAsync(Experiment experiment, int? runs = null)
    {
        var store = Directory.Exists(Path) ? Resume() : New();
        var finished = (await store.InspectAsync(experiment)).Cases;
        await using var session = await store.OpenAsync(experiment);
        for (var index = 0; index < experiment.Cases.Count; index++)
        {
            var wanted = runs ?? experiment.RunsPerCase;
            foreach (var run in Enumerable.Range(0, wanted).Except(finished[index].FinishedRuns))
            {
                await session.SaveRunAsync(SweepCases.Run(experiment.Cases[index], run, (100 * index) + run));
            }

            await session.CompleteCaseAsync(experiment.Cases[index], wanted);
        }

        await session.CompleteAsync();
    }

    public void Dispose() => _output.Dispose();

    private FileResultStore Store(FileResultStoreOptions options, TimeProvider? timeProvider, ILogger? logger, IFileSystem? files) =>
        new(Output, Name, options, timeProvider, logger, files);

    [GeneratedRegex("\"(check|written)\":\"[^\"]*\",")]
    private static partial Regex Times();
}
