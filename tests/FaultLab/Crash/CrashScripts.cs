namespace ServeMulti.FaultLab.Crash;

/// <summary>The server and the benchmark of the crash hosts, in a folder of their own. Each leaves a process in a session of its own
/// behind.</summary>
internal sealed class CrashScripts : IDisposable
{
    private const string Benchmark = """
        #!/bin/sh
        setsid sleep 1000000 &
        concurrency=5 prompts=10
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2"; shift;;
            --result-filename) file="$2"; shift;;
            --execution) execution="$2"; shift;;
            --max-concurrency) concurrency="$2"; shift;;
            --num-prompts) prompts="$2"; shift;;
          esac
          shift
        done
        echo "$CRASH_STAGE $execution" >> "$CRASH_COUNTER"
        [ "$execution" != slots=2,x=2,run=1 ] || exit 7
        printf '{"execution": "%s", "completed": %s, "num_prompts": %s, "request_throughput": %s.5, "mean_e2el_ms": %s0, "p99_e2el_ms": %s0, "host_cpu_share": 0}' \
          "$execution" "$prompts" "$prompts" "$concurrency" "$concurrency" "$concurrency" > "$folder/$file"

        """;

    public CrashScripts()
    {
        Folder = Directory.CreateTempSubdirectory("serve-multi-crash-").FullName;
        Write(
            "server",
            $"""
            #!/bin/sh
            setsid sleep 1000000 &
            exec dotnet '{LabProgram.Find("TestServer")}' --port "$CRASH_PORT" --routes /reset "$@"

            """
        );
        Write("bench", Benchmark);
    }

    public string Folder { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
