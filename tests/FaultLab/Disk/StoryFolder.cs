using System.Text.Json;
using System.Text.RegularExpressions;
using ServeMulti.Results;
using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Disk;

/// <summary>A folder of experiments in which one story happens, and what happened in it so far.</summary>
internal sealed partial class StoryFolder : IDisposable
{
    /// <summary>The experiment that the story is about.</summary>
    public const string Name = "e";

    public string Path { get; } = Directory.CreateTempSubdirectory("serve-multi-disk-").FullName;

    /// <summary>Gets the folder of experiments within this one, which need not exist.</summary>
    public string Output { get; set; } = "";

    public string Experiment => At(Output, Name);

    /// <summary>Gets or sets how to see whether a folder is there.</summary>
    public Predicate<string> FolderExists { get; set; } = Directory.Exists;

    /// <summary>Gets every run that was executed, in order.</summary>
    public List<string> Executed { get; } = [];

    /// <summary>Gets the runs that were said to be finished.</summary>
    public HashSet<string> SaidFinished { get; } = [];

    /// <summary>Gets the answers of searches that were saved last, by what they answer.</summary>
    public Dictionary<string, string> SavedAnswers { get; } = [];

    /// <summary>Gets the messages that were given to people.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Gets the notes with which sweeps began.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Gets whether the file of every finished run is compared with what was stored.</summary>
    public bool VerifiesRuns { get; init; }

    /// <summary>Gets or sets what happens while the next run is executed; null: nothing.</summary>
    public Action? RunStarting { get; set; }

    public string At(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public FileResultStore Open(IFileSystem files, ChangedResults onChanged = ChangedResults.Refuse, bool concludesAgain = false) =>
        new(
            At(Output),
            Name,
            new FileResultStoreOptions
            {
                Mode = FolderExists(Experiment) ? ExperimentMode.Resume : ExperimentMode.New,
                OnChanged = onChanged,
                ConcludeAgain = concludesAgain,
                VerifyRuns = VerifiesRuns,
                IsDurable = false,
            },
            timeProvider: null,
            logger: null,
            files
        );

    /// <summary>Makes this folder a copy of another one.</summary>
    public void CopyFrom(StoryFolder template)
    {
        Output = template.Output;
        foreach (var folder in Directory.EnumerateDirectories(template.Path, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(At(System.IO.Path.GetRelativePath(template.Path, folder)));
        }

        foreach (var file in Directory.EnumerateFiles(template.Path, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, At(System.IO.Path.GetRelativePath(template.Path, file)));
        }
    }

    /// <summary>Lists every run that stands finished somewhere, by the file it stands in.</summary>
    public Dictionary<string, string> FindFinished()
    {
        var found = new Dictionary<string, string>();
        foreach (
            var file in Directory
                .EnumerateFiles(Path, "run=*.json", SearchOption.AllDirectories)
                .Where(file => ExperimentLayout.TryParseRunFile(System.IO.Path.GetFileName(file), out _))
        )
        {
            if (TryReadRun(file) is { } run)
            {
                found.Add(System.IO.Path.GetRelativePath(Path, file), run);
            }
        }

        return found;
    }

    /// <summary>Reads what must be the same however often a disk failed: every file; of times and of the order in which runs were finished,
    /// nothing.</summary>
    public SortedDictionary<string, string> ReadContent()
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            content.Add(Neutral(System.IO.Path.GetRelativePath(Path, file)), Neutral(file, File.ReadAllText(file)));
        }

        return content;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Results that were moved aside stand under the time at which they were.</summary>
    private static string Neutral(string name) =>
        string.Join(
            '/',
            name.Split(System.IO.Path.DirectorySeparatorChar)
                .Select((part, index) => index == 2 && name.Contains("stale", StringComparison.Ordinal) ? "TIME" : part)
        );

    private static string Neutral(string file, string text) =>
        System.IO.Path.GetFileName(file) switch
        {
            "experiment.json" => JsonDocument.Parse(text).RootElement.GetProperty("cases").GetRawText(),
            "runs.jsonl" => string.Join('\n', TimesOfFiles().Replace(text, "").Split('\n').Order(StringComparer.Ordinal)),
            var name when name.StartsWith("SLA-", StringComparison.Ordinal) => CountOfRuns().Replace(text, ""),
            _ => text,
        };

    /// <summary>When the file of a run was written, and the check of the line that says so.</summary>
    [GeneratedRegex("\"(check|written)\":\"[^\"]*\",")]
    private static partial Regex TimesOfFiles();

    /// <summary>A search that was interrupted found some of its runs in the store.</summary>
    [GeneratedRegex("""\n    "(runs|storedRuns)": \d+,?""")]
    private static partial Regex CountOfRuns();

    private static string? TryReadRun(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.TryGetProperty("id", out var id) ? id.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
