using System.Globalization;

namespace ServeMulti.Cli;

/// <summary>A temporary folder with a server and a benchmark made of shell scripts, which do the same each time.</summary>
internal sealed class SweepFolder : IDisposable
{
    /// <summary>Serves nothing, and ends when it is asked to.</summary>
    private const string Server = """
        echo "server: $*"
        trap 'exit 0' TERM
        sleep 1000 & wait $!
        """;

    /// <summary>Writes what it was called with, and a share of the host's that is the same each time; where there is a file 'block', it
    /// stops there instead, once that many runs were begun.</summary>
    private const string Benchmark = """
        arguments=""
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2"; shift 2;;
            --result-filename) file="$2"; shift 2;;
            *) arguments="$arguments $1"; shift;;
          esac
        done
        here="$(dirname "$0")"
        echo x >> "$here/begun"
        if [ -e "$here/block" ] && [ "$(wc -l < "$here/begun")" -ge "$(cat "$here/block")" ]; then
          echo "benchmark: blocked"
          exec sleep 1000
        fi
        if [ -e "$here/fail" ]; then
          echo "benchmark: failed"
          exit 7
        fi
        length="${#arguments}"
        printf '{"arguments": "%s", "completed": 10, "num_prompts": 10, "request_throughput": %s.5, "p99_ttft_ms": 12.25, "host_cpu_share": 0}' \
          "$(printf '%s' "$arguments" | tr -d '"\\\n')" "$length" > "$folder/$file"
        """;

    public SweepFolder()
    {
        Path = Directory.CreateTempSubdirectory("serve-multi-cli-").FullName;
        File.WriteAllText(At("server.sh"), Server);
        File.WriteAllText(At("bench.sh"), Benchmark);
    }

    public string Path { get; }

    /// <summary>Gets the options that every sweep of these scripts needs.</summary>
    public string[] Options =>
        ["--serve-cmd", $"sh {At("server.sh")}", "--bench-cmd", $"sh {At("bench.sh")}", "--after-bench-cmd", "true", "--no-ready-check"];

    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return name;
    }

    /// <summary>Makes the benchmark stop at its n-th run, as if it never ended.</summary>
    public void BlockAtRun(int number) => Write("block", number.ToString(CultureInfo.InvariantCulture));

    public void Unblock() => File.Delete(At("block"));

    /// <summary>Reads every file of an experiment that a sweep's way must not show in, by its path.</summary>
    public IReadOnlyDictionary<string, string> ReadResults(string experiment) =>
        Directory
            .EnumerateFiles(At("results", experiment), "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(At("results", experiment), file))
            .Where(file =>
                !file.StartsWith("logs", StringComparison.Ordinal)
                && file is not ("experiment.json" or "processes.jsonl" or "runs.jsonl" or "report.html")
            )
            .Order(StringComparer.Ordinal)
            .ToDictionary(file => file, file => File.ReadAllText(At("results", experiment, file)));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
