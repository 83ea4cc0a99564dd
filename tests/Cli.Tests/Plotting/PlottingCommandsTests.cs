namespace ServeMulti.Cli.Plotting;

/// <summary>The verbs that draw, on results that were not made here.</summary>
[TestFixture]
public sealed class PlottingCommandsTests
{
    private readonly SweepFolder _folder = new();

    [SetUp]
    public void WriteResults()
    {
        foreach (var (users, throughput, latency) in new[] { (1, 0.5, 59.4), (8, 3.5, 96.3), (64, 8.5, 242.7) })
        {
            Directory.CreateDirectory(_folder.At("others"));
            File.WriteAllText(
                _folder.At("others", $"{users}.json"),
                FormattableString.Invariant(
                    $$"""{"date": "20250325-225758", "request_rate": "inf", "max_concurrency": {{users}}, "duration": 10.0, "completed": 100, "request_throughput": {{throughput}}, "output_throughput": {{throughput * 170}}, "p99_ttft_ms": {{latency}}}"""
                )
            );
        }
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Plot_OthersResults_WritesAPicture()
    {
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "plot",
            "others",
            "--var-y",
            "p99_ttft_ms",
            "--scale-y",
            "log",
            "--filter-by",
            "max_concurrency<=8"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Output, Is.EqualTo([_folder.At("others", "figures", "FIGURE.png")]));
        Assert.That(new FileInfo(process.Output[0]).Length, Is.GreaterThan(5000));
    }

    [Test]
    public async Task Plot_OneOfSeveralFiguresIsRefused_WritesNone()
    {
        Directory.CreateDirectory(_folder.At("others", "figures"));
        File.WriteAllText(_folder.At("others", "figures", "FIGURE-max_concurrency=8.png"), "a picture of somebody else");

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "plot",
            "others",
            "--var-y",
            "p99_ttft_ms",
            "--fig-by",
            "max_concurrency"
        );

        Assert.That(process.ExitCode, Is.EqualTo(ExitCodes.BadInput), process.ToString());
        Assert.That(
            process.Error,
            Has.Some.Contains("FIGURE-max_concurrency=8.png cannot be written: it exists, and ServeMulti did not write it")
        );
        Assert.That(
            Directory.GetFiles(_folder.At("others", "figures")),
            Has.Length.EqualTo(1),
            "the figure before it is not written either"
        );
    }

    [Test]
    [Platform("Linux", Reason = "The server and the benchmark are shell scripts.")]
    public async Task Plot_OwnExperiment_HasACurvePerServerConfiguration()
    {
        _folder.Write("serve.json", """[{"max_num_seqs": 4}, {"max_num_seqs": 16}]""");
        using var sweep = await CliProcess.RunAsync(
            _folder.Path,
            [.. _folder.Options, "--serve-params", "serve.json", "--num-runs", "1", "-e", "own"]
        );

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "plot",
            _folder.At("results", "own"),
            "--var-y",
            "p99_ttft_ms",
            "--fig-format",
            "svg"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(await File.ReadAllTextAsync(process.Output.Single()), Does.Contain(">max_num_seqs</text>").And.Contain(">16</text>"));
    }

    [Test]
    public async Task Plot_TwoExperiments_HasACurveEachInTheCurrentFolder()
    {
        Directory.CreateDirectory(_folder.At("later"));
        foreach (var file in Directory.GetFiles(_folder.At("others")))
        {
            File.Copy(file, _folder.At("later", Path.GetFileName(file)));
        }

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "plot",
            "others",
            "later",
            "--var-y",
            "p99_ttft_ms",
            "--fig-format",
            "svg"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Output, Is.EqualTo([_folder.At("figures", "FIGURE.svg")]));
        Assert.That(await File.ReadAllTextAsync(process.Output[0]), Does.Contain(">experiment</text>").And.Contain(">later</text>"));
    }

    [Test]
    public async Task Plot_DryRun_WritesNothing()
    {
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "plot",
            "others",
            "--var-y",
            "p99_ttft_ms",
            "--fig-by",
            "max_concurrency",
            "--fig-format",
            "svg,pdf",
            "--dry-run"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            process.Output,
            Has.Count.EqualTo(6).And.Some.EqualTo($"would write {_folder.At("others", "figures", "FIGURE-max_concurrency=8.svg")}")
        );
        Assert.That(Directory.GetDirectories(_folder.At("others")), Is.Empty);
    }

    [Test]
    public async Task Plot_MissingKeyInAFilter_ListsKeysAndEndsWith1()
    {
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "plot",
            "others",
            "--var-y",
            "p99_ttft_ms",
            "--filter-by",
            "max_num_seqs==4"
        );

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error.Single(), Does.Contain("max_num_seqs").And.Contain("max_concurrency"));
    }

    [TestCase("--filter-by", "a")]
    [TestCase("--bin-by", "a%0")]
    [TestCase("--scale-x", "cubic")]
    [TestCase("--fig-dpi", "many")]
    [TestCase("--fig-format", "gif")]
    [TestCase("--gpus", "0")]
    [TestCase("--sla", "p99_ttft_ms")]
    public async Task Plot_ValueThatCannotBeRead_NamesTheOption(string option, string value)
    {
        using var process = await CliProcess.RunAsync(_folder.Path, "plot", "others", option, value);

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Some.StartsWith($"error: {option}"));
    }

    [Test]
    public async Task Plot_FigureWithoutAKey_IsAWarningAndTheOthersAreWritten()
    {
        File.WriteAllText(
            _folder.At("others", "x.json"),
            """{"max_concurrency": 1, "model_id": "m", "tp": 2, "duration": 1, "request_throughput": 1, "p99_ttft_ms": 1}"""
        );

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "plot",
            "others",
            "--var-y",
            "p99_ttft_ms",
            "--fig-by",
            "model_id",
            "--row-by",
            "tp"
        );

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.Output.Single(), Does.EndWith("FIGURE-model_id=m.png"));
        Assert.That(process.Error, Has.Some.Contains("Cannot find metric 'tp'"));
    }

    [Test]
    public async Task Plot_NoOptions_DrawsWhatTheResultsHave()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, "plot", "others", "--fig-format", "svg");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            await File.ReadAllTextAsync(process.Output.Single()),
            Does.Contain("p99 time to first token against request throughput")
        );
    }

    [TestCase("8", "output throughput per GPU (tokens/s)")]
    [TestCase(null, "output tokens/s per server, GPUs not known")]
    public async Task Pareto_Gpus_AreSaidOrNotKnown(string? gpus, string axis)
    {
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            ["pareto", "others", "--fig-format", "svg", .. gpus is null ? (string[])[] : ["--gpus", gpus]]
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(await File.ReadAllTextAsync(process.Output.Single()), Does.Contain(axis));
    }

    [Test]
    public async Task Pareto_MetricOfNoKnownClient_NeedsADirection()
    {
        File.WriteAllText(
            _folder.At("others", "own.json"),
            """{"max_concurrency": 1, "duration": 1, "request_throughput": 1, "my_score": 5}"""
        );

        using var refused = await CliProcess.RunAsync(
            _folder.Path,
            "pareto",
            "others",
            "--var-x",
            "my_score",
            "--var-y",
            "request_throughput"
        );
        using var drawn = await CliProcess.RunAsync(
            _folder.Path,
            "pareto",
            "others",
            "--var-x",
            "my_score",
            "--var-y",
            "request_throughput",
            "--lower-is-better",
            "my_score"
        );

        Assert.That((refused.ExitCode, drawn.ExitCode), Is.EqualTo((1, 0)), refused.ToString() + drawn);
        Assert.That(refused.Error.Single(), Does.Contain("--higher-is-better my_score or --lower-is-better my_score"));
    }

    [Test]
    public async Task Report_LineThatWasCutOff_IsAWarningAndInTheReport()
    {
        Directory.CreateDirectory(_folder.At("lines"));
        File.WriteAllText(
            _folder.At("lines", "r.jsonl"),
            """{"request_rate": 4, "duration": 10.0, "request_throughput": 4.0}""" + "\n" + """{"request_rate": 8, "dur"""
        );

        using var process = await CliProcess.RunAsync(_folder.Path, "report", "lines");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error.Single(), Does.StartWith("warning: r.jsonl, line 2: "));
        Assert.That(await File.ReadAllTextAsync(_folder.At("lines", "report.html")), Does.Contain("r.jsonl, line 2: "));
    }

    [Test]
    public async Task Report_BadFileAmongOthers_IsAWarning()
    {
        File.WriteAllText(_folder.At("others", "torn.json"), "{");

        using var process = await CliProcess.RunAsync(_folder.Path, "report", "others");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Output, Is.EqualTo([_folder.At("others", "report.html")]));
        Assert.That(process.Error.Single(), Does.StartWith("warning: torn.json:"));
    }

    [Test]
    public async Task Report_AsMarkdown_IsPrintedAndWrittenWhereAsked()
    {
        Directory.CreateDirectory(_folder.At("md"));
        await File.WriteAllTextAsync(_folder.At("md", "a.json"), """{"duration": 1, "request_throughput": 5, "completed": 5}""");

        using var printed = await CliProcess.RunAsync(_folder.Path, "report", "md", "--format", "md");
        using var written = await CliProcess.RunAsync(_folder.Path, "report", "md", "--format", "md", "-o", "answer.md");
        using var again = await CliProcess.RunAsync(_folder.Path, "report", "md", "--format", "md", "-o", "answer.md");
        using var other = await CliProcess.RunAsync(_folder.Path, "report", "md", "--format", "docx");

        Assert.That(printed.Output, Does.Contain("## md").And.Contain("Written by ServeMulti."));
        Assert.That(await File.ReadAllLinesAsync(_folder.At("answer.md")), Is.EqualTo(printed.Output));
        Assert.That(again.ExitCode, Is.Zero, "an older one is replaced");
        Assert.That(other.Error, Has.Some.Contain("--format 'docx' is not known; use html or md."));
        Assert.That(File.Exists(_folder.At("md", "report.html")), Is.False);
    }

    [Test]
    public async Task Baseline_Known_IsInTheReportAndInTheFigure()
    {
        WriteConfigurations();

        using var report = await CliProcess.RunAsync(_folder.Path, "report", "swept", "--baseline", "max_num_seqs=8", "--format", "md");
        using var plot = await CliProcess.RunAsync(
            _folder.Path,
            "plot",
            "swept",
            "--baseline",
            "max_num_seqs=8",
            "--var-y",
            "request_throughput",
            "--fig-format",
            "svg"
        );

        Assert.That(report.ExitCode, Is.Zero, report.ToString());
        Assert.That(report.Output, Has.Some.Contains("| against the baseline |"));
        Assert.That(report.Output, Has.Some.Match(@"^\| max_num_seqs=4 \|.*-50\.0 % \("));
        Assert.That(plot.ExitCode, Is.Zero, plot.ToString());
        Assert.That(File.ReadAllText(plot.Output[0]), Does.Contain("Configurations against max_num_seqs=8"));
    }

    [TestCase("report")]
    [TestCase("plot")]
    public async Task Baseline_Unknown_ListsTheKnownOnes(string verb)
    {
        WriteConfigurations();

        using var process = await CliProcess.RunAsync(_folder.Path, verb, "swept", "--baseline", "max_num_seqs=9");

        Assert.That(process.ExitCode, Is.EqualTo(ExitCodes.BadInput), process.ToString());
        Assert.That(
            process.Error,
            Has.Some.EndsWith(
                "No configuration with results is called max_num_seqs=9. Did you mean max_num_seqs=4? They are: max_num_seqs=4; max_num_seqs=8."
            )
        );
    }

    [Test]
    public async Task Baseline_WithOptionsOfOtherFigures_IsRefused()
    {
        WriteConfigurations();

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "plot",
            "swept",
            "--baseline",
            "max_num_seqs=8",
            "--var-x",
            "p99_ttft_ms",
            "--scale-y",
            "log"
        );

        Assert.That(process.ExitCode, Is.EqualTo(ExitCodes.BadInput), process.ToString());
        Assert.That(process.Error, Has.Some.Contains("--var-x does not go with --baseline; remove one of them."));
        Assert.That(process.Error, Has.Some.Contains("--scale-y does not go with --baseline; remove one of them."));
    }

    private void WriteConfigurations()
    {
        foreach (var (seqs, run) in from seqs in new[] { 4, 8 } from run in new[] { 0, 1, 2 } select (seqs, run))
        {
            Directory.CreateDirectory(_folder.At("swept", $"SERVE--max_num_seqs={seqs}-BENCH-"));
            File.WriteAllText(
                _folder.At("swept", $"SERVE--max_num_seqs={seqs}-BENCH-", $"run={run}.json"),
                FormattableString.Invariant(
                    $$"""{"completed": 10, "duration": 5.0, "request_throughput": {{seqs
                        * (1 + (0.01 * run))}}, "p99_ttft_ms": 20, "run_number": {{run}}, "max_num_seqs": {{seqs}}}"""
                )
            );
        }
    }

    [Test]
    public async Task Report_NoResults_EndsWith1()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, "report", "nowhere");

        Assert.That(
            (process.ExitCode, process.Error.Single()),
            Is.EqualTo((1, $"error: {_folder.At("nowhere")} does not exist; give the folder of an experiment, or a result file."))
        );
    }

    [Test]
    [Platform("Linux", Reason = "The server and the benchmark are shell scripts.")]
    public async Task Sweep_Done_WritesReportAndFigures()
    {
        _folder.Write("serve.json", """[{"max_num_seqs": 4}, {"max_num_seqs": 16}]""");

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            [.. _folder.Options, "--serve-params", "serve.json", "--num-runs", "2", "-e", "drawn"]
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Output[^1], Is.EqualTo($"report: {_folder.At("results", "drawn", "report.html")}"));
        Assert.That(
            await File.ReadAllTextAsync(_folder.At("results", "drawn", "report.html")),
            Does.Contain("max_num_seqs=4 and max_num_seqs=16 are equal")
        );
        Assert.That(Directory.GetFiles(_folder.At("results", "drawn", "figures")), Is.Not.Empty);
    }

    [Test]
    [Platform("Linux", Reason = "The server and the benchmark are shell scripts.")]
    public async Task Sweep_ReportThatCannotBeWritten_CostsNoResult()
    {
        using var first = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--num-runs", "1", "-e", "drawn"]);
        File.Delete(_folder.At("results", "drawn", "report.html"));
        Directory.CreateDirectory(_folder.At("results", "drawn", "report.html"));

        using var second = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--num-runs", "2", "--resume", "drawn"]);

        Assert.That(second.ExitCode, Is.Zero, second.ToString());
        Assert.That(second.Error, Has.Some.StartsWith("warning: the report was not written:"));
        Assert.That(Directory.GetFiles(_folder.At("results", "drawn"), "run=1.json", SearchOption.AllDirectories), Has.Length.EqualTo(1));
    }
}
