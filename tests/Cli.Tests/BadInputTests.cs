namespace ServeMulti.Cli;

/// <summary>Bad input gets one line that names what is wrong, exit code 1, and leaves nothing started and nothing written. A dry run
/// refuses it in the same words.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class BadInputTests
{
    private SweepFolder _folder = null!;
    private string[] _before = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("serve.json", "{", "serve.json", TestName = "ServeParams_NotJson_Refused")]
    [TestCase("serve.json", "3", "serve.json", TestName = "ServeParams_Number_Refused")]
    [TestCase("serve.json", "[1]", "serve.json", "item 1", TestName = "ServeParams_ListOfNumbers_Refused")]
    [TestCase(
        "serve.json",
        """[{"a": 1}, {"max_num_seqs": null}]""",
        "serve.json",
        "item 2",
        "max_num_seqs",
        TestName = "ServeParams_NullValue_Refused"
    )]
    [TestCase("serve.json", """[{"a": "x\u0000y"}]""", "serve.json", "item 1", "'a'", TestName = "ServeParams_NulCharacter_Refused")]
    [TestCase("serve.json", """[{"a b": 1}]""", "serve.json", "item 1", "a b", TestName = "ServeParams_BadKey_Refused")]
    [TestCase(
        "serve.json",
        """[{"_benchmark_name": "x", "a": 1}, {"_benchmark_name": "x", "a": 2}]""",
        "serve.json",
        "x",
        TestName = "ServeParams_DuplicateNames_Refused"
    )]
    [TestCase("serve.json", "[]", "serve", TestName = "ServeParams_EmptyList_Refused")]
    public async Task RunAsync_BadParameterFile_OneLineNamesFileItemAndKey(string file, string json, params string[] named)
    {
        _folder.Write(file, json);

        var error = await RefuseAsync([.. _folder.Options, "--serve-params", file]);

        Assert.That(error, Has.Count.EqualTo(1));
        Assert.That(error[0], Does.StartWith("error: "));
        Assert.Multiple(() => Array.ForEach(named, name => Assert.That(error[0], Does.Contain(name))));
    }

    [TestCase("--num-runs", "0", "--num-runs")]
    [TestCase("--num-runs", "two", "--num-runs")]
    [TestCase("--num-runs", "1.5", "--num-runs")]
    [TestCase("--warmup-num-prompts", "-1", "--warmup-num-prompts")]
    [TestCase("--run-timeout", "0", "--run-timeout")]
    [TestCase("--run-timeout", "1,5", "--run-timeout")]
    [TestCase("--server-ready-timeout", "nan", "--server-ready-timeout")]
    [TestCase("--endpoint", "localhost:8000", "--endpoint")]
    [TestCase("--stop-grace", "-1", "--stop-grace")]
    [TestCase("--stop-grace", "86401", "from 0 to 86400")]
    [TestCase("--stop-grace", "soon", "'soon'")]
    [TestCase("--api-key-env", "NO_SUCH_VARIABLE_4D1C", "NO_SUCH_VARIABLE_4D1C")]
    [TestCase("--shard", "0/2", "--shard")]
    [TestCase("--shard", "3/2", "--shard")]
    [TestCase("--shard", "2/2", "--shard")]
    [TestCase("--link-vars", "a", "'a'")]
    [TestCase("--link-vars", "a=b", "'a'")]
    [TestCase("--serve-params", "nowhere.json", "nowhere.json")]
    [TestCase("--no-such-flag", "1", "--no-such-flag")]
    [TestCase("-e", "../outside", "../outside")]
    [TestCase("-e", "..", "'..'")]
    [TestCase("-e", "", "name")]
    [TestCase("--resume", "never", "never")]
    [TestCase("--resume", "../outside", "../outside")]
    public async Task RunAsync_BadOption_RefusedAndNamed(string option, string value, string named)
    {
        var error = await RefuseAsync([.. _folder.Options, option, value]);

        Assert.That(error, Has.Some.StartsWith("error: ").And.Contains(named));
    }

    [Test]
    public async Task RunAsync_ResumeAndExperimentName_Refused() =>
        Assert.That(await RefuseAsync([.. _folder.Options, "-e", "a", "--resume", "a"]), Has.Some.Contains("--experiment-name"));

    [Test]
    public async Task RunAsync_NoCommands_BothAreAskedFor()
    {
        var error = await RefuseAsync(["--num-runs", "1"]);

        Assert.That(error, Has.Count.EqualTo(2));
        Assert.That(error, Has.Some.Contains("--serve-cmd").And.Some.Contains("--bench-cmd"));
    }

    [Test]
    public async Task RunAsync_UnclosedQuote_OptionIsNamed() =>
        Assert.That(
            await RefuseAsync(["--serve-cmd", "vllm 'serve", "--bench-cmd", "true"]),
            Has.Some.Contains("--serve-cmd").And.Contains("quote")
        );

    [Test]
    public async Task RunAsync_SeveralProblems_AllAreToldTogether()
    {
        _folder.Write("serve.json", "[");
        _folder.Write("bench.json", """[{"x": null}]""");

        var error = await RefuseAsync([
            .. _folder.Options,
            "--serve-params",
            "serve.json",
            "--bench-params",
            "bench.json",
            "--link-vars",
            "a",
        ]);

        Assert.That(error, Has.Count.EqualTo(3));
        Assert.That(error, Has.Some.Contains("serve.json").And.Some.Contains("bench.json").And.Some.Contains("--link-vars"));
    }

    [Test]
    public async Task RunAsync_MissingExecutables_BothAreNamed()
    {
        var error = await RefuseAsync(
            ["--serve-cmd", "no-such-server", "--bench-cmd", "no-such-bench", "--after-bench-cmd", "true", "--no-ready-check"],
            isOfThisMachine: true
        );

        Assert.That(error, Has.Count.EqualTo(2));
        Assert.That(error, Has.Some.Contains("no-such-server").And.Some.Contains("no-such-bench"));
    }

    [Test]
    public async Task RunAsync_UnknownServerWithoutCacheReset_RefusedBeforeAnythingStarts() =>
        Assert.That(
            await RefuseAsync([
                "--serve-cmd",
                $"sh {_folder.At("server.sh")}",
                "--bench-cmd",
                $"sh {_folder.At("bench.sh")}",
                "--no-ready-check",
            ]),
            Has.Count.EqualTo(1).And.Some.Contains("cache")
        );

    [TestCase("vllm serve m --port 0", "--port")]
    [TestCase("vllm serve m --port", "--port")]
    [TestCase("vllm serve m --host ''", "--host")]
    public async Task RunAsync_AddressOfTheServerCannotBeRead_Refused(string serveCommand, string named) =>
        Assert.That(await RefuseAsync(["--serve-cmd", serveCommand, "--bench-cmd", "true"], exceptFor: "'vllm'"), Has.Some.Contains(named));

    [Test]
    public async Task RunAsync_UnknownServerWithoutAddress_Refused() =>
        Assert.That(
            await RefuseAsync(["--serve-cmd", "true", "--bench-cmd", "true", "--after-bench-cmd", "true"]),
            Has.Some.Contains("endpoint")
        );

    [Test]
    public async Task RunAsync_CacheThatNoRequestResets_Refused() =>
        Assert.That(
            await RefuseAsync(["--serve-cmd", "infinity_emb v2 --vector-disk-cache", "--bench-cmd", "true"], exceptFor: "'infinity_emb'"),
            Has.Some.Contains("--vector-disk-cache")
        );

    [Test]
    public async Task RunAsync_MetricThatTheBenchmarkWillNotWrite_Refused()
    {
        _folder.Write("sla.json", """[{"p99_e2el_ms": "<=100"}]""");

        Assert.That(
            await RefuseAsync(
                [
                    "--serve-cmd",
                    "true",
                    "--bench-cmd",
                    "vllm bench serve --percentile-metrics ttft",
                    "--after-bench-cmd",
                    "true",
                    "--no-ready-check",
                    "--sla-params",
                    "sla.json",
                ],
                exceptFor: "'vllm'"
            ),
            Has.Some.Contains("p99_e2el_ms")
        );
    }

    [Test]
    public async Task RunAsync_SearchAndScan_Refused()
    {
        _folder.Write("sla.json", """[{"p99_ttft_ms": "<=100"}]""");

        Assert.That(await RefuseAsync([.. _folder.Options, "--sla-params", "sla.json", "--workload-iters", "3"]), Has.One.Items);
    }

    [Test]
    public async Task RunAsync_ParametersOverAServerThatRuns_Refused()
    {
        _folder.Write("serve.json", """[{"x": 1}]""");

        Assert.That(
            await RefuseAsync([
                "--endpoint",
                "http://127.0.0.1:9",
                "--bench-cmd",
                "true",
                "--after-bench-cmd",
                "true",
                "--serve-params",
                "serve.json",
            ]),
            Has.One.Items.And.Some.Contains("already running")
        );
    }

    [Test]
    public async Task RunAsync_ExperimentExists_Refused()
    {
        Directory.CreateDirectory(_folder.At("results", "taken"));

        Assert.That(await RefuseAsync([.. _folder.Options, "-e", "taken"]), Has.Count.EqualTo(1).And.Some.Contains("taken"));
    }

    [Test]
    public async Task RunAsync_OutputFolderIsAFile_Refused()
    {
        _folder.Write("out", "");

        Assert.That(await RefuseAsync([.. _folder.Options, "-o", "out"]), Has.Count.EqualTo(1).And.Some.Contains("out"));
    }

    [Test]
    public async Task RunAsync_OutputFolderCannotBeWritten_Refused()
    {
        // Not even the superuser can make a folder there.
        // Only an attempt to write shows it, which a dry run does not make.
        Assert.That(
            await RefuseAsync([.. _folder.Options, "-o", "/proc/serve-multi"], isSeenByDryRun: false),
            Has.Count.EqualTo(1).And.Some.Contains("/proc")
        );
    }

    [Test]
    public async Task RunAsync_ResumedWithOtherParameters_DifferenceIsTold()
    {
        _folder.Write("bench.json", """[{"x": 1}]""");
        string[] options = [.. _folder.Options, "--num-runs", "1", "--bench-params", "bench.json"];
        using (var first = await CliProcess.RunAsync(_folder.Path, [.. options, "-e", "a"]))
        {
            Assert.That(first.ExitCode, Is.Zero, first.ToString());
        }

        File.Delete(_folder.At("begun"));
        _folder.Write("bench.json", """[{"x": 2}]""");

        Assert.That(await RefuseAsync([.. options, "--resume", "a"]), Has.Some.StartsWith("error: "));
    }

    /// <summary>Runs to a refusal, and checks that nothing was started and nothing written, and that a dry run says the same.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="exceptFor">An executable that this machine lacks, of which a dry run only warns.</param>
    /// <param name="isOfThisMachine">Whether all that is wrong is what this machine lacks.</param>
    /// <param name="isSeenByDryRun">Whether a dry run can see it.</param>
    private async Task<IReadOnlyList<string>> RefuseAsync(
        string[] arguments,
        string? exceptFor = null,
        bool isOfThisMachine = false,
        bool isSeenByDryRun = true
    )
    {
        _before = ListFiles();

        using var process = await CliProcess.RunAsync(_folder.Path, arguments);
        using var dryRun = await CliProcess.RunAsync(_folder.Path, [.. arguments, "--dry-run"]);

        Assert.Multiple(() =>
        {
            Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
            Assert.That(process.Output, Is.Empty);
            Assert.That(ListFiles(), Is.EqualTo(_before));
            Assert.That(process.FindLeftovers(), Is.Empty);
            if (!isSeenByDryRun)
            {
                return;
            }

            if (isOfThisMachine)
            {
                Assert.That(dryRun.ExitCode, Is.Zero, dryRun.ToString());
                Assert.That(
                    dryRun.Error,
                    Is.EqualTo(process.Error.Select(line => line.Replace("error: ", "warning: ", StringComparison.Ordinal)))
                );
            }
            else
            {
                Assert.That(dryRun.ExitCode, Is.EqualTo(1), dryRun.ToString());
                Assert.That(dryRun.Output, Is.Empty);
                Assert.That(
                    dryRun.Error,
                    Is.EqualTo(process.Error.Where(line => exceptFor is null || !line.Contains(exceptFor, StringComparison.Ordinal)))
                );
            }
        });
        return process.Error;
    }

    private string[] ListFiles() =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
