using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServeMulti.FaultLab.Crash;

/// <summary>The folder of one trial: the experiment, and what its benchmarks wrote when they were executed.</summary>
internal sealed partial class CrashTrialFolder : IDisposable
{
    public const string ExperimentName = "crash";

    private readonly string _folder = Directory.CreateTempSubdirectory("serve-multi-crash-trial-").FullName;

    /// <summary>Gets the variable in the environment of the trial's processes.</summary>
    public string Mark { get; } = $"CRASH_TRIAL_{Guid.NewGuid():N}";

    public string OutputFolder => Path.Combine(_folder, "results");

    public string CounterFile => Path.Combine(_folder, "executions");

    /// <summary>Gets the record of the processes that the hosts started.</summary>
    public string LedgerFile => Path.Combine(Experiment, "processes.jsonl");

    public string StepsFile => Path.Combine(_folder, "steps");

    private string Experiment => Path.Combine(OutputFolder, ExperimentName);

    /// <summary>Lists the executions of a host's benchmarks, as often as they were begun.</summary>
    public IReadOnlyList<string> ReadExecutions(string stage) =>
        File.Exists(CounterFile)
            ?
            [
                .. File.ReadLines(CounterFile)
                    .Where(line => line.StartsWith(stage + " ", StringComparison.Ordinal))
                    .Select(line => line[(stage.Length + 1)..]),
            ]
            : [];

    /// <summary>Lists the executions that are finished: whose result stands in its final place.</summary>
    public IReadOnlySet<string> ReadFinished()
    {
        var finished = new HashSet<string>();
        var files = Directory.Exists(Experiment) ? Directory.EnumerateFiles(Experiment, "run=*.json", SearchOption.AllDirectories) : [];
        foreach (var file in files.Where(file => !file.EndsWith(".failure.json", StringComparison.Ordinal) && !IsScratch(file)))
        {
            var execution = JsonNode.Parse(File.ReadAllText(file))!["execution"]!.GetValue<string>();
            if (!finished.Add(execution))
            {
                throw new InvalidDataException($"{execution} stands in two files, one of them {file}.");
            }
        }

        return finished;
    }

    /// <summary>Reads what two sweeps of the same must have in common: every file, apart from times, logs and keys; every folder.</summary>
    public SortedDictionary<string, string> ReadContent()
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(Experiment, "*", SearchOption.AllDirectories))
        {
            content[Path.GetRelativePath(Experiment, folder) + "/"] = "";
        }

        foreach (var file in Directory.EnumerateFiles(Experiment, "*", SearchOption.AllDirectories))
        {
            content[Path.GetRelativePath(Experiment, file)] = ReadComparable(file);
        }

        return content;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Tells whether a file is what a benchmark wrote, and not yet in its final place.</summary>
    private bool IsScratch(string file) => file.StartsWith(Path.Combine(Experiment, "scratch"), StringComparison.Ordinal);

    private static string ReadComparable(string file)
    {
        var name = Path.GetFileName(file);
        return name switch
        {
            "processes.jsonl" => "",
            "experiment.json" => ReadExperiment(file),
            "runs.jsonl" => string.Join(
                '\n',
                File.ReadLines(file).Select(line => TimesOfFiles().Replace(line, "")).Order(StringComparer.Ordinal)
            ),
            _ when name.EndsWith(".log", StringComparison.Ordinal) || name.EndsWith(".failure.json", StringComparison.Ordinal) => "",
            _ when name.StartsWith("SLA-", StringComparison.Ordinal) => ReadAnswer(file),
            _ => File.ReadAllText(file),
        };
    }

    private static string ReadExperiment(string file)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        json["startedAt"] = "";
        json["endedAt"] = json["endedAt"] is null ? "never" : "";
        json["environment"]!["key"] = "";
        return json.ToJsonString(JsonSerializerOptions.Web);
    }

    /// <summary>A resumed search takes from the disk what an undisturbed one executes: together they are as many.</summary>
    private static string ReadAnswer(string file)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        json["runs"] = json["runs"]!.GetValue<int>() + json["storedRuns"]!.GetValue<int>();
        json["storedRuns"] = 0;
        return json.ToJsonString(JsonSerializerOptions.Web);
    }

    /// <summary>When the file of a run was written, and the check of the line that says so.</summary>
    [GeneratedRegex("\"(check|written)\":\"[^\"]*\",")]
    private static partial Regex TimesOfFiles();
}
