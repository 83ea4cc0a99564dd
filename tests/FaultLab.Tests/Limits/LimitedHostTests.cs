using System.Diagnostics;
using System.Text.Json;

namespace ServeMulti.FaultLab.Limits;

/// <summary>The real command line, to which the system gives few files or little memory: it says so in one line and never where in the program
/// it was, nothing is torn, and the same command without the limit does what is left.</summary>
[TestFixture]
[Platform("Linux", Reason = "Shell scripts and ulimit.")]
public sealed class LimitedHostTests
{
    private const int Runs = 4;
    private const int OutOfMemorySignals = 128;

    /// <summary>A result with 60,000 numbers: more than a host with little memory can read.</summary>
    private const string Benchmark = """
        #!/bin/sh
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2"; shift;;
            --result-filename) file="$2"; shift;;
          esac
          shift
        done
        awk 'BEGIN { printf "{\"completed\": 10, \"failed\": 0, \"request_throughput\": 5.5, \"itls\": [0"
          for (i = 0; i < '"$NUMBERS"'; i++) printf ",[0.1234,0.2345,0.5678]"; printf "]}" }' > "$folder/$file"

        """;

    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("serve-multi-limits-").FullName;
        var bench = Path.Combine(_folder, "bench");
        File.WriteAllText(bench, Benchmark);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(bench, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.WriteAllText(Path.Combine(_folder, "params.json"), """[{"x": 1}, {"x": 2}]""");
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [TestCase(64)]
    [TestCase(191)]
    public async Task FewFiles_TooFewToBegin_OneLineAndNothingIsWritten(int files)
    {
        var (exitCode, error) = await RunAsync($"ulimit -n {files}", "--experiment-name e", numbers: 1);

        Assert.That(exitCode, Is.EqualTo(1), error);
        Assert.That(error.Trim().Split('\n'), Has.Length.EqualTo(1).And.All.StartsWith("error: The limit of open files is "));
        Assert.That(Directory.Exists(Path.Combine(_folder, "results")), Is.False);
    }

    [TestCase(192)]
    [TestCase(256)]
    public async Task FewFiles_EnoughToBegin_SweepIsComplete(int files)
    {
        var (exitCode, error) = await RunAsync($"ulimit -n {files}", "--experiment-name e", numbers: 1);

        Assert.That(exitCode, Is.Zero, error);
        Assert.That(FindRuns(), Has.Count.EqualTo(Runs));
    }

    /// <summary>The runtime itself may die of it; that is a host that was killed.</summary>
    [TestCase("0x800000")]
    [TestCase("0xC00000")]
    [TestCase("0x1000000")]
    public async Task LittleMemory_NoStackTraceAndAResumeDoesTheRest(string limit)
    {
        var (exitCode, error) = await RunAsync($"export DOTNET_GCHeapHardLimit={limit}", "--experiment-name e", numbers: 60_000);

        Assert.That(exitCode, Is.AnyOf(0, 2, 3).Or.GreaterThan(OutOfMemorySignals), error);
        Assert.That(error, Does.Not.Contain("   at ").And.Not.Contain("System.OutOfMemoryException"));
        Assert.That(error, exitCode is 2 or 3 ? Does.Contain(" memory") : Is.Not.Null);
        var before = FindRuns();

        var (resumed, resumeError) = await RunAsync(
            "ulimit -c 0",
            Directory.Exists(Path.Combine(_folder, "results", "e")) ? "--resume e" : "--experiment-name e",
            numbers: 60_000
        );

        Assert.That(resumed, Is.Zero, resumeError);
        var after = FindRuns();
        Assert.That(after, Has.Count.EqualTo(Runs));
        Assert.That(before.Keys.Where(name => after[name] != before[name]), Is.Empty, "finished runs are never replaced");
    }

    /// <summary>Finds the files of finished runs, each of which holds a result; returns when each was written.</summary>
    private Dictionary<string, DateTime> FindRuns()
    {
        var results = Path.Combine(_folder, "results");
        var files = Directory.Exists(results)
            ? Directory.GetFiles(results, "run=?.json", SearchOption.AllDirectories).Where(file => !file.Contains("/scratch/")).ToArray()
            : [];
        foreach (var file in files)
        {
            Assert.That(JsonElement.Parse(File.ReadAllBytes(file)).GetProperty("completed").GetInt32(), Is.EqualTo(10), file);
        }

        return files.ToDictionary(file => file, File.GetLastWriteTimeUtc);
    }

    private async Task<(int ExitCode, string Error)> RunAsync(string limit, string experiment, int numbers)
    {
        var command =
            $"ulimit -c 0; export NUMBERS={numbers}; {limit}; exec '{LabProgram.Find("ServeMulti.Cli", "serve-multi")}' --serve-cmd 'sleep 1000' --no-ready-check "
            + "--endpoint http://127.0.0.1:9 --bench-cmd ./bench --bench-params params.json --num-runs 2 --cache-reset none --output-dir results "
            + experiment;
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", command])
            {
                WorkingDirectory = _folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
