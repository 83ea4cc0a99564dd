using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServeMulti.Clusters.Slurm;

namespace ServeMulti.Clusters.Submitting;

/// <summary>A folder with a sweep of shell scripts that do the same each time, to be submitted to the test cluster.</summary>
internal sealed partial class JobSweep : IDisposable
{
    private const string Server = """
        echo "server: $*"
        trap 'exit 0' TERM
        sleep 1000 & wait $!
        """;

    /// <summary>Writes a result that depends on its arguments but the port; waits while there is a file 'block' whose text is among
    /// them.</summary>
    private const string Benchmark = """
        arguments=""
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2"; shift 2;;
            --result-filename) file="$2"; shift 2;;
            --port) shift 2;;
            *) arguments="$arguments $1"; shift;;
          esac
        done
        blocked() { blocking="$(cat "$(dirname "$0")/block" 2> /dev/null)" || return 1; case "$arguments" in *"$blocking"*) ;; *) return 1;; esac; }
        while blocked; do sleep 0.1; done
        printf '{"arguments": "%s", "completed": 10, "num_prompts": 10, "request_throughput": %s.5, "p99_ttft_ms": 12.25, "host_cpu_share": 0}' \
          "$arguments" "${#arguments}" > "$folder/$file"
        """;

    /// <summary>The program on the nodes. Merges take as long as several tasks, because they draw a report: most tests leave them
    /// out.</summary>
    private static readonly string Node = $"""
        if [ "$1" = gather-tasks ] && ! [ -e "$(dirname "$0")/merge" ]; then exit 0; fi
        exec '{CliProgram.Executable}' "$@"
        """;

    public JobSweep(int configurations, int cases, int runs)
    {
        (Configurations, Cases, Runs) = (configurations, cases, runs);
        Folder = Directory.CreateTempSubdirectory("serve-multi-submit-").FullName;
        File.WriteAllText(At("server.sh"), Server);
        File.WriteAllText(At("bench.sh"), Benchmark);
        File.WriteAllText(At("node.sh"), Node);
        File.WriteAllText(At("serve.json"), List("max_num_seqs", configurations));
        File.WriteAllText(At("bench.json"), List("random_input_len", cases));
    }

    public string Folder { get; }

    public int Configurations { get; }

    public int Cases { get; }

    public int Runs { get; }

    /// <summary>Gets the options of the sweep.</summary>
    public string[] Options =>
        [
            "--serve-cmd",
            $"sh {At("server.sh")}",
            "--bench-cmd",
            $"sh {At("bench.sh")}",
            "--after-bench-cmd",
            "true",
            "--no-ready-check",
            "--serve-params",
            "serve.json",
            "--bench-params",
            "bench.json",
            "--num-runs",
            Runs.ToString(CultureInfo.InvariantCulture),
        ];

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Stops benchmarks whose arguments hold a text, before they write a result.</summary>
    public void Block(string text = "") => File.WriteAllText(At("block"), text);

    public void Unblock() => File.Delete(At("block"));

    /// <summary>Lets the job after the tasks merge them.</summary>
    public void LetMerge() => File.WriteAllText(At("merge"), "");

    public Task<CliResult> SubmitAsync(string name, params string[] more) => SubmitOptionsAsync(name, [.. Options, .. more]);

    /// <summary>Submits a sweep with other options than <see cref="Options"/>.</summary>
    public Task<CliResult> SubmitOptionsAsync(string name, params string[] options) =>
        CliProgram.RunHereAsync(Folder, ["submit", "-e", name, .. options.Contains("--node-command") ? [] : NodeCommand, .. options]);

    public Task<CliResult> ResumeAsync(string name) => CliProgram.RunHereAsync(Folder, ["submit", "--resume", name, .. NodeCommand]);

    /// <summary>Waits until no job of a sweep is left.</summary>
    public Task<CliResult> WatchAsync(string name) => CliProgram.RunHereAsync(Folder, "watch", name, "--interval", "0.2");

    public Task<CliResult> CancelAsync(string name) => CliProgram.RunHereAsync(Folder, "cancel", name);

    /// <summary>Merges what the tasks have, as the job after them does.</summary>
    public Task<CliResult> MergeAsync(string name) => CliProgram.RunHereAsync(Folder, "gather-tasks", At("results", $"{name}.tasks"));

    /// <summary>Reads the token of a submitted sweep.</summary>
    public string ReadToken(string name) => File.ReadAllText(At("results", $"{name}.tasks", "token")).Trim();

    /// <summary>Reads the ids of the arrays and of the job that merges.</summary>
    public IReadOnlyList<string> ReadJobs(string name)
    {
        using var record = JsonDocument.Parse(File.ReadAllBytes(At("results", $"{name}.tasks", "submission.json")));
        return
        [
            .. record.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString()!),
            record.RootElement.GetProperty("gatherJobId").GetString()!,
        ];
    }

    /// <summary>Reads the rows of the table without their number; a merge may have another order of cases.</summary>
    public string[] ReadRows(string experiment) =>
        [
            .. File.ReadLines(At("results", experiment, "summary.csv"))
                .Select(row => row[row.IndexOf(',', StringComparison.Ordinal)..])
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Lists runs that a task stored more than once.</summary>
    public IEnumerable<string> FindRepeated(string name) =>
        from journal in Directory.EnumerateFiles(At("results", $"{name}.tasks", "parts"), "runs.jsonl", SearchOption.AllDirectories)
        from runs in File.ReadLines(journal).Select(line => RunPath().Match(line).Value).Where(run => run.Length > 0).GroupBy(run => run)
        where runs.Count() > 1
        select $"{journal}: {runs.Key}";

    /// <summary>Lists the processes that tasks of a sweep started, and that still run.</summary>
    public string[] FindProcesses(string name)
    {
        var mark = $"SERVEMULTI_TASK={ReadToken(name)}";
        return [.. Directory.GetDirectories("/proc").Where(process => HasMark(process, mark))];
    }

    public void Dispose()
    {
        SlurmCluster.WaitUntil(
            "no process of the tasks is left",
            () => !Directory.Exists(At("results")) || Names().All(name => FindProcesses(name).Length == 0)
        );
        Directory.Delete(Folder, recursive: true);
    }

    private string[] NodeCommand => ["--node-command", $"sh {At("node.sh")}"];

    private IEnumerable<string> Names() =>
        Directory
            .EnumerateDirectories(At("results"), "*.tasks")
            .Where(folder => File.Exists(Path.Combine(folder, "token")))
            .Select(folder => Path.GetFileNameWithoutExtension(folder)!);

    private static bool HasMark(string process, string mark)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains(mark, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string List(string key, int count) =>
        $"[{string.Join(", ", Enumerable.Range(1, count).Select(number => $$"""{"{{key}}": {{number}}}"""))}]";

    [GeneratedRegex("""(?<="folder":")[^"]*","run":\d+""")]
    private static partial Regex RunPath();
}
