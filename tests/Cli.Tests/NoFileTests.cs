using System.Diagnostics;
using ServeMulti.Cli.Bench;

namespace ServeMulti.Cli;

/// <summary>Where a file is read or written, a pipe, a device or a socket is refused at once and left as it is; what somebody else wrote is
/// not replaced.</summary>
[TestFixture]
[Platform("Linux", Reason = "Pipes and devices have paths.")]
public sealed class NoFileTests
{
    private const string Theirs = "my notes";

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Sweep_InputsAreNoFiles_AreRefusedAtOnce(
        [Values("--serve-params", "--bench-params", "--sla-params")] string option,
        [Values("pipe", "full", "zero")] string name
    )
    {
        MakePipe(_folder.At("pipe"));
        File.CreateSymbolicLink(_folder.At("full"), "/dev/full");
        File.CreateSymbolicLink(_folder.At("zero"), "/dev/zero");

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, option, name]);

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(
            process.Error.Single(),
            Does.StartWith("error: ").And.Contains(name).And.Contains(name == "pipe" ? "a pipe" : "a device")
        );
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
    }

    [Test]
    public async Task Sweep_ResultIsAPipe_FailsTheRun()
    {
        _folder.Write(
            "bench.sh",
            """
            while [ $# -gt 0 ]; do
              case "$1" in
                --result-dir) folder="$2"; shift 2;;
                --result-filename) file="$2"; shift 2;;
                *) shift;;
              esac
            done
            mkfifo "$folder/$file"
            """
        );

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--num-runs", "1", "-e", "a"]);

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.Error, Has.Some.Contains("run=0.json").And.Contains("a pipe"));
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    [TestCase("processes.jsonl")]
    [TestCase("experiment.lock")]
    public async Task Resume_PipeInTheExperiment_EndsWithOneMessage(string name)
    {
        using var first = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--num-runs", "1", "-e", "a"]);
        File.Delete(_folder.At("results", "a", name));
        MakePipe(_folder.At("results", "a", name));

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--num-runs", "2", "--resume", "a"]);

        Assert.That(process.ExitCode, Is.EqualTo(3), process.ToString());
        Assert.That(process.Error, Has.Some.StartsWith("error: ").And.Contains($"{name}' is a pipe"));
        Assert.That(Directory.GetFiles(_folder.At("results", "a"), "run=0.json", SearchOption.AllDirectories), Has.Length.EqualTo(1));
    }

    [TestCase("compare", "pipe", "pipe", "is no packed experiment: it is a pipe")]
    [TestCase("pack", "pipe", "-o", "baseline.zip", "is no packed experiment: it is a pipe")]
    [TestCase("merge", "merged", "pipe", "is a file; give the folder of an experiment")]
    [TestCase("ab", "--serve-cmd-b", "sh other.sh", "--bench-params", "pipe", "it is a pipe")]
    [TestCase("submit", "-e", "s", "--bench-params", "pipe", "it is a pipe")]
    [TestCase("submit", "--resume", "s", "is a pipe, not a file")]
    [TestCase("watch", "s", "--once", "is a pipe, not a file")]
    [TestCase("cancel", "s", "is a pipe, not a file")]
    public async Task OtherVerbs_InputIsAPipe_IsRefusedAtOnce(params string[] words)
    {
        MakePipe(_folder.At("pipe"));
        Directory.CreateDirectory(_folder.At("results", "s.tasks"));
        File.CreateSymbolicLink(_folder.At("results", "s.tasks", "submission.json"), _folder.At("pipe"));
        var command =
            words[0] is "ab" or "submit" && !words.Contains("--resume") ? [words[0], .. _folder.Options, .. words[1..^1]] : words[..^1];

        using var process = await CliProcess.RunAsync(_folder.Path, command);

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error.Single(), Does.StartWith("error: ").And.Contains(words[^1]));
        Assert.That(File.Exists(_folder.At("baseline.zip")) || Directory.Exists(_folder.At("merged")), Is.False);
    }

    [Test]
    public async Task Bench_PromptsAreAPipe_AreRefused()
    {
        MakePipe(_folder.At("prompts"));

        using var bench = await CliProcess.RunAsync(_folder.Path, "bench", "--dataset-name", "custom", "--dataset-path", "prompts");

        Assert.That(
            (bench.ExitCode, bench.Error.Single()),
            Is.EqualTo((1, "error: dataset_path: 'prompts' cannot be read: 'prompts' is a pipe, not a file.")),
            bench.ToString()
        );
    }

    [Test]
    public async Task Report_PipeAmongTheResults_IsAWarning()
    {
        WriteResult("x.json");
        MakePipe(_folder.At("others", "y.json"));

        using var process = await CliProcess.RunAsync(_folder.Path, "report", "others");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error.Single(), Does.StartWith("warning: y.json: ").And.Contains("a pipe"));
    }

    [TestCase("pipe", "a pipe")]
    [TestCase("device", "a device")]
    [TestCase("others", "a folder")]
    public async Task Report_OutputIsNoFile_IsRefusedAndStays(string output, string kind)
    {
        WriteResult("x.json");
        MakePipe(_folder.At("pipe"));
        File.CreateSymbolicLink(_folder.At("device"), "/dev/full");

        using var process = await CliProcess.RunAsync(_folder.Path, "report", "others", "-o", output, "--overwrite");

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error.Single(), Does.StartWith("error: ").And.Contains(kind));
        Assert.That(new FileInfo("/dev/full").Exists && new FileInfo(_folder.At("device")).LinkTarget == "/dev/full");
        Assert.That(Directory.GetFileSystemEntries(_folder.At("others")), Has.Length.EqualTo(1));
    }

    [TestCase("-")]
    [TestCase("/dev/stdout")]
    public async Task Report_StandardOutput_IsWrittenThrough(string output)
    {
        WriteResult("x.json");

        using var process = await CliProcess.RunAsync(_folder.Path, "report", "others", "-o", output);
        using var redirected = CliProcess.StartShell(
            _folder.Path,
            $"echo before > page; exec {CliProcess.Executable} report others -o {output} >> page"
        );
        await redirected.WaitForExitAsync();

        Assert.That((process.ExitCode, redirected.ExitCode), Is.EqualTo((0, 0)), process.ToString() + redirected);
        Assert.That((process.Output[0], process.Output[^1]), Is.EqualTo(("<!DOCTYPE html>", "</html>")));
        Assert.That(await File.ReadAllTextAsync(_folder.At("page")), Does.StartWith("before\n<!DOCTYPE html>"));
    }

    [Test]
    public async Task Report_FileOfSomebodyElse_IsReplacedOnlyWhereThatIsAllowed()
    {
        WriteResult("x.json");
        _folder.Write("notes.html", Theirs);
        Directory.CreateDirectory(_folder.At("out"));
        File.CreateSymbolicLink(_folder.At("link.html"), "notes.html");

        using var refused = await CliProcess.RunAsync(_folder.Path, "report", "others", "-o", "link.html");
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error.Single(), Does.Contain("link.html cannot be written: it exists").And.Contains("--overwrite"));
        Assert.That(await File.ReadAllTextAsync(_folder.At("notes.html")), Is.EqualTo(Theirs));

        using var allowed = await CliProcess.RunAsync(_folder.Path, "report", "others", "-o", "link.html", "--overwrite");
        using var again = await CliProcess.RunAsync(_folder.Path, "report", "others", "-o", "link.html");
        Assert.That((allowed.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), allowed.ToString() + again);
        Assert.That(await File.ReadAllTextAsync(_folder.At("notes.html")), Does.StartWith("<!DOCTYPE html>"));
        Assert.That(new FileInfo(_folder.At("link.html")).LinkTarget, Is.EqualTo("notes.html"));
    }

    [TestCase("png")]
    [TestCase("svg")]
    [TestCase("pdf")]
    public async Task Plot_FileOfSomebodyElse_IsReplacedOnlyWhereThatIsAllowed(string kind)
    {
        WriteResult("x.json");
        Directory.CreateDirectory(_folder.At("others", "figures"));
        var figure = _folder.At("others", "figures", $"FIGURE.{kind}");
        File.WriteAllText(figure, Theirs);
        string[] plot = ["plot", "others", "--var-y", "p99_ttft_ms", "--fig-format", kind];

        using var refused = await CliProcess.RunAsync(_folder.Path, plot);
        Assert.That((refused.ExitCode, await File.ReadAllTextAsync(figure)), Is.EqualTo((1, Theirs)), refused.ToString());
        Assert.That(refused.Error.Single(), Does.Contain($"FIGURE.{kind} cannot be written: it exists"));

        using var allowed = await CliProcess.RunAsync(_folder.Path, [.. plot, "--overwrite"]);
        using var again = await CliProcess.RunAsync(_folder.Path, plot);
        Assert.That((allowed.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), allowed.ToString() + again);
        Assert.That(new FileInfo(figure).Length, Is.GreaterThan(Theirs.Length));
    }

    [Test]
    public async Task Bench_ResultFileOfSomebodyElse_IsRefusedBeforeAnythingIsSent()
    {
        _folder.Write("r.json", Theirs);
        MakePipe(_folder.At("pipe"));
        string[] bench = ["bench", "--port", "1", "--num-prompts", "1", "--save-result", "--result-filename"];

        foreach (var (name, reason) in new[] { ("r.json", "it exists"), ("pipe", "it is a pipe") })
        {
            using var refused = await CliProcess.RunAsync(_folder.Path, [.. bench, name]);
            Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
            Assert.That(refused.Error.Single(), Does.StartWith("error: ").And.Contains($"{name} cannot be written: {reason}"));
        }

        Assert.That(await File.ReadAllTextAsync(_folder.At("r.json")), Is.EqualTo(Theirs));
    }

    [Test]
    public async Task Bench_OwnResultFile_IsReplacedOrAppendedTo()
    {
        await using var server = await BenchServer.StartAsync();
        string[] bench =
        [
            "bench",
            "--num-prompts",
            "2",
            "--random-input-len",
            "4",
            "--random-output-len",
            "2",
            "--base-url",
            server.Address,
            "--result-filename",
        ];
        _folder.Write("theirs.jsonl", "a line\n");

        foreach (
            var (name, option, lines) in new[]
            {
                ("r.json", "--save-result", 1),
                ("r.json", "--save-result", 1),
                ("r.jsonl", "--append-result", 1),
                ("r.jsonl", "--append-result", 2),
            }
        )
        {
            using var done = await CliProcess.RunAsync(_folder.Path, [.. bench, name, option]);
            Assert.That(done.ExitCode, Is.Zero, done.ToString());
            Assert.That(File.ReadLines(_folder.At(name)).Count(), Is.EqualTo(lines));
        }

        using var refused = await CliProcess.RunAsync(_folder.Path, [.. bench, "theirs.jsonl", "--append-result"]);
        using var through = await CliProcess.RunAsync(_folder.Path, [.. bench, "-", "--save-result"]);
        Assert.That(
            (refused.ExitCode, await File.ReadAllTextAsync(_folder.At("theirs.jsonl"))),
            Is.EqualTo((1, "a line\n")),
            refused.ToString()
        );
        Assert.That(through.Output, Has.Some.StartsWith("{\"date\""), through.ToString());
    }

    [Test]
    public async Task Merge_FolderOfSomebodyElseInPlaceOfTheDraft_IsRefusedAndKept()
    {
        using var sweep = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--num-runs", "1", "-e", "a"]);
        Directory.CreateDirectory(_folder.At("all.merging"));
        _folder.Write("all.merging/notes", Theirs);

        using var process = await CliProcess.RunAsync(_folder.Path, "merge", "all", "results/a");

        Assert.That(
            (process.ExitCode, await File.ReadAllTextAsync(_folder.At("all.merging", "notes"))),
            Is.EqualTo((1, Theirs)),
            process.ToString()
        );
        Assert.That(process.Error.Single(), Does.Contain("all.merging"));
    }

    private void WriteResult(string name)
    {
        Directory.CreateDirectory(_folder.At("others"));
        _folder.Write(
            $"others/{name}",
            """{"request_rate": 4, "duration": 10.0, "completed": 40, "request_throughput": 4.0, "p99_ttft_ms": 12.5}"""
        );
    }

    private static void MakePipe(string path)
    {
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.That(made.ExitCode, Is.Zero);
    }
}
