using System.Text;

namespace ServeMulti.Cli;

/// <summary>Secrets of every kind in the commands and in the environment, and children that print them: none is in anything that is
/// written, byte by byte, but for the children's own logs.</summary>
[TestFixture]
[Platform("Linux", Reason = "The servers and benchmarks are shell scripts; modes of files.")]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class KeysTests
{
    private const string OfOption = "opt-5ee9b1c2d3";
    private const string OfAssignment = "asg-88aa01bb02";
    private const string OfUrl = "url-19fe20aa77";
    private const string OfQuery = "qry-c3b5d991aa";
    private const string OfJson = "jsn-aa01bb02cc";
    private const string OfHeader = "hdr-0f1e2d3c4b";
    private const string OfBenchmark = "bch-77665544aa";
    private const string OfReset = "rst-1234cdef99";
    private const string OfEnvironment = "env-77c01d3e11";
    private const string Variable = "KEYS_TEST_API_KEY";

    private static readonly string[] Secrets =
    [
        OfOption,
        OfAssignment,
        OfUrl,
        OfQuery,
        OfJson,
        OfHeader,
        OfBenchmark,
        OfReset,
        OfEnvironment,
    ];

    private static readonly Dictionary<string, string> Environment = new() { [Variable] = OfEnvironment };

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private string[] Options =>
        [
            "--serve-cmd",
            $$"""env HF_TOKEN={{OfAssignment}} sh {{_folder.At("server.sh")}} --api-key {{OfOption}} --url http://bob:{{OfUrl}}@127.0.0.1:9/?token={{OfQuery}} --extra-body '{"api_key":"{{OfJson}}"}' -H 'Authorization: Bearer {{OfHeader}}'""",
            "--bench-cmd",
            $"sh {_folder.At("bench.sh")} --api-key {OfBenchmark}",
            "--after-bench-cmd",
            $"true --password {OfReset}",
            "--no-ready-check",
            "--num-runs",
            "2",
            "-e",
            "a",
        ];

    [Test]
    public async Task Sweep_ServerPrintsItsKeysAndFails_NothingWrittenHoldsOne()
    {
        _folder.Write(
            "server.sh",
            $$"""
            echo "started with: $*"; echo "HF_TOKEN=$HF_TOKEN"; echo "the variable is ${{Variable}}"; printf '{"key":"%s"}\n' "$HF_TOKEN"
            echo "RuntimeError: cannot log in with $HF_TOKEN" >&2; exit 3
            """
        );

        using var process = await RunAsync(Options);

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.Error, Has.Some.Contains("RuntimeError: cannot log in with REDACTED"), "what is no secret is still said");
        AssertNoSecret(process);
        AssertLogsAreWholeAndPrivate(OfOption, OfAssignment, OfEnvironment);
        Assert.That(File.ReadAllText(_folder.At("results", "a", "report.html")), Does.Contain("RuntimeError: cannot log in with REDACTED"));
    }

    [Test]
    public async Task Sweep_BenchmarkPrintsItsKeyAndFails_NothingWrittenHoldsOne()
    {
        _folder.Write("bench.sh", $"""echo "called with $*, {Variable}=${Variable}"; echo "ValueError: bad key $2"; exit 7""");

        using var process = await RunAsync([.. Options, "--show-stdout", "--continue-on-error"]);

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.Error, Has.Some.StartsWith("called with --api-key REDACTED"), "standard error shows what children print");
        AssertNoSecret(process);
        AssertLogsAreWholeAndPrivate(OfBenchmark, OfEnvironment);
    }

    [Test]
    public async Task Sweep_ResultHoldsAKey_NothingWrittenHoldsOne()
    {
        using var process = await RunAsync(Options);

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        AssertNoSecret(process);
        Assert.That(
            File.ReadAllText(Directory.EnumerateFiles(_folder.At("results", "a"), "run=0.json", SearchOption.AllDirectories).Single()),
            Does.Contain("--api-key REDACTED")
        );
    }

    [Test]
    public async Task Resume_OtherKey_RefusedWithoutAKey()
    {
        using (var first = await RunAsync(Options))
        {
            Assert.That(first.ExitCode, Is.Zero, first.ToString());
        }

        using var resumed = await RunAsync([
            .. Options[..^2].Select(word => word.Replace(OfOption, "opt-another0key", StringComparison.Ordinal)),
            "--resume",
            "a",
        ]);

        Assert.That(resumed.ExitCode, Is.EqualTo(1), resumed.ToString());
        Assert.That(resumed.Error, Has.Some.Contains("hidden values of the serve command changed").And.None.Contains("opt-another0key"));
        AssertNoSecret(resumed);
    }

    [Test]
    public async Task Resume_SameKeys_NothingIsRunAgain()
    {
        using (var first = await RunAsync(Options))
        {
            Assert.That(first.ExitCode, Is.Zero, first.ToString());
        }

        var begun = File.ReadLines(_folder.At("begun")).Count();

        using var resumed = await RunAsync([.. Options[..^2], "--resume", "a"]);

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(File.ReadLines(_folder.At("begun")).Count(), Is.EqualTo(begun));
    }

    [Test]
    public async Task DryRun_Keys_NoneIsShown()
    {
        using var process = await RunAsync([.. Options, "--dry-run"]);

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        AssertNoSecret(process);
    }

    [Test]
    public async Task BadInput_CommandWithKeysThatCannotBeParsed_NoneIsShown()
    {
        using var process = await RunAsync(
            "--serve-cmd",
            $"vllm serve m --api-key \"{OfOption}",
            "--bench-cmd",
            $"HF_TOKEN={OfAssignment} vllm bench",
            "--endpoint",
            $"ftp://u:{OfUrl}@h",
            "--dry-run"
        );

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        AssertNoSecret(process);
    }

    [Test]
    public async Task ResumeLine_KeyOfAVariable_NamesTheVariableAndResumes()
    {
        _folder.Write("fail", "");
        string[] options =
        [
            "--serve-cmd",
            $"sh {_folder.At("server.sh")} --api-key {OfEnvironment}",
            "--bench-cmd",
            $"sh {_folder.At("bench.sh")}",
            "--after-bench-cmd",
            "true",
            "--no-ready-check",
            "-e",
            "a",
        ];
        string line;
        using (var failed = await RunAsync(options))
        {
            Assert.That(failed.ExitCode, Is.EqualTo(2), failed.ToString());
            line = failed.Error[^1];
            AssertNoSecret(failed);
        }

        Assert.That(line, Does.Contain($"--api-key '\"${Variable}\""));
        File.Delete(_folder.At("fail"));

        using var resumed = CliProcess.StartShell(_folder.Path, $"export {Variable}={OfEnvironment}; {line["Resume with: ".Length..]}");

        Assert.That(await resumed.WaitForExitAsync(), Is.Zero, resumed.ToString());
    }

    [Test]
    public async Task ResumeLine_OtherKeys_SaysWhatToFillIn()
    {
        _folder.Write("fail", "");

        using var process = await RunAsync(Options);

        Assert.That(
            process.Error[^2],
            Is.EqualTo(
                "In the command below, fill in the values that are REDACTED: HF_TOKEN, --api-key, --url, --extra-body, -H, --password."
            ),
            process.ToString()
        );
    }

    [Test]
    public async Task Parameters_KeyAmongThem_Refused()
    {
        _folder.Write(
            "serve.json",
            $$"""[{"api_key": "{{OfOption}}"}, {"extra_body": {"headers": {"Authorization": "Bearer {{OfHeader}}"} } }]"""
        );

        using var process = await RunAsync([.. _folder.Options, "--serve-params", "serve.json", "-e", "a"]);

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Count.EqualTo(2).And.Some.Contains("api_key").And.Some.Contains("extra_body"));
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
        AssertNoSecret(process);
    }

    private async Task<CliProcess> RunAsync(params string[] arguments)
    {
        var process = CliProcess.Start(_folder.Path, Environment, arguments);
        await process.WaitForExitAsync();
        return process;
    }

    private void AssertNoSecret(CliProcess process)
    {
        var results = _folder.At("results");
        foreach (var secret in Secrets)
        {
            Assert.That(
                process.Output.Concat(process.Error).Where(line => line.Contains(secret, StringComparison.Ordinal)),
                Is.Empty,
                "standard output and standard error"
            );
            foreach (var file in Directory.Exists(results) ? Directory.EnumerateFiles(results, "*", SearchOption.AllDirectories) : [])
            {
                var isLog = Path.GetRelativePath(_folder.At("results", "a"), file).StartsWith("logs", StringComparison.Ordinal);
                var holdsSecret =
                    file.Contains(secret, StringComparison.Ordinal)
                    || File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0;
                Assert.That(holdsSecret && !isLog, Is.False, $"{secret} in {file}");
            }
        }
    }

    private void AssertLogsAreWholeAndPrivate(params string[] printed)
    {
        string[] logs = [.. Directory.EnumerateFiles(_folder.At("results", "a", "logs"), "*", SearchOption.AllDirectories)];
        Assert.That(logs.Select(log => File.GetUnixFileMode(log)), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        var text = string.Concat(logs.Select(File.ReadAllText));
        Assert.That(printed.Where(secret => !text.Contains(secret, StringComparison.Ordinal)), Is.Empty, "a log holds what was printed");
    }
}
