using System.Globalization;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using ServeMulti.Plotting.Export;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class MetricFiguresTests
{
    private static readonly string[] NullAndValue =
    [
        """{"request_throughput": 100, "p99_e2el_ms": 1, "max_concurrency": null, "a": 1, "b": 1, "c": 1}""",
        """{"request_throughput": 200, "p99_e2el_ms": 2, "max_concurrency": null, "a": 1, "b": 1, "c": 1}""",
        """{"request_throughput": 100, "p99_e2el_ms": 4, "max_concurrency": 32, "a": 1, "b": 1, "c": 1}""",
        """{"request_throughput": 200, "p99_e2el_ms": 5, "max_concurrency": 32, "a": 1, "b": 1, "c": 1}""",
    ];

    [TestCase("max_concurrency")]
    [TestCase("max_concurrency,a")]
    [TestCase("max_concurrency,a,b")]
    [TestCase("max_concurrency,a,b,c")]
    public void Draw_NullOfACurveKey_HasACurveOfItsOwn(string keys)
    {
        var figure = MetricFigures.Draw(TestRuns.Of(NullAndValue), new MetricFigureOptions { CurveBy = keys.Split(',') }).Figures.Single();

        Assert.That(Curves(figure), Is.EquivalentTo(["100:1 200:2", "100:4 200:5"]));
    }

    [Test]
    public void Draw_NamesOf2000Characters_LeaveRoomForThePanels()
    {
        var (left, right) = (new string('x', 2000), new string('y', 2000));
        var figure = MetricFigures
            .Draw(
                TestRuns.Configured(
                    ["config"],
                    [],
                    $$"""{"config": "{{left}}", "request_throughput": 1, "p99_e2el_ms": 10}""",
                    $$"""{"config": "{{right}}", "request_throughput": 2, "p99_e2el_ms": 20}"""
                )
            )
            .Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That((figure.Width, figure.Height), Is.EqualTo((970.0, 470.0)).Within(100));
            Assert.That(figure.Points[0].Text, Does.StartWith(left));
        });
    }

    [Test]
    public void Draw_OnlyNulls_IsOneCurve()
    {
        var figure = MetricFigures
            .Draw(TestRuns.Of(NullAndValue[..2]), new MetricFigureOptions { CurveBy = ["max_concurrency"] })
            .Figures.Single();

        Assert.That(Curves(figure), Is.EqualTo(["100:1 200:2"]));
    }

    [Test]
    public void Draw_NullOfARowOrColumn_HasAPanelOfItsOwn()
    {
        var byRow = MetricFigures
            .Draw(TestRuns.Of(NullAndValue), new MetricFigureOptions { CurveBy = [], RowBy = ["max_concurrency"] })
            .Figures.Single();
        var byColumn = MetricFigures
            .Draw(TestRuns.Of(NullAndValue), new MetricFigureOptions { CurveBy = [], ColumnBy = ["max_concurrency"] })
            .Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(byRow), Is.EquivalentTo(["100:1 200:2", "100:4 200:5"]));
            Assert.That(Curves(byColumn), Is.EquivalentTo(["100:1 200:2", "100:4 200:5"]));
            Assert.That(byRow.Model.Series.OfType<LineSeries>().Select(series => series.YAxisKey).Distinct().Count(), Is.EqualTo(2));
            Assert.That(byColumn.Model.Series.OfType<LineSeries>().Select(series => series.XAxisKey).Distinct().Count(), Is.EqualTo(2));
        });
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Draw_RowKeyMissingInOneFigure_CostsThatFigureAlone(int lacking)
    {
        string[] runs =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(group =>
                    $$"""{"request_throughput": 1, "p99_e2el_ms": 1, "model": "m{{group}}"{{(group == lacking ? "" : ", \"tensor_parallel_size\": 2")}}}"""
                ),
        ];

        var drawn = MetricFigures.Draw(
            TestRuns.Of(runs),
            new MetricFigureOptions { FigureBy = ["model"], RowBy = ["tensor_parallel_size"] }
        );

        Assert.Multiple(() =>
        {
            Assert.That(drawn.Figures.Select(figure => figure.Name), Is.EqualTo([$"FIGURE-model=m{1 - lacking}"]));
            Assert.That(drawn.Problems.Single(), Does.Contain("Cannot find metric 'tensor_parallel_size'").And.Contain($"m{lacking}"));
        });
    }

    [Test]
    public void Draw_MissingMetric_ListsKeys() =>
        Assert.That(
            () => MetricFigures.Draw(TestRuns.Of(NullAndValue), new MetricFigureOptions { YMetric = "p99_ttft_ms" }),
            Throws
                .InstanceOf<InvalidInputException>()
                .With.Message.Contains("Cannot find metric 'p99_ttft_ms'")
                .And.Message.Contains("p99_e2el_ms")
        );

    [Test]
    public void Draw_RunsOfOneCase_AreOnePointWithItsIntervals()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of(
                    """{"case": "a", "request_throughput": 1, "p99_e2el_ms": 10}""",
                    """{"case": "a", "request_throughput": 3, "p99_e2el_ms": 30}"""
                )
            )
            .Figures.Single();
        var interval = figure.Model.Series.OfType<IntervalSeries>().Single().Items.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(figure), Is.EqualTo(["2:20"]));
            // Student's t with one degree of freedom: 12.706 standard errors.
            Assert.That(interval.HalfX, Is.EqualTo(12.706).Within(0.001));
            Assert.That(interval.HalfY, Is.EqualTo(127.06).Within(0.01));
            Assert.That(figure.Model.Series.OfType<ScatterSeries>().Single().Points, Has.Count.EqualTo(2));
            Assert.That(figure.Points.Single().Text, Does.Contain("request_throughput: 2 ± 13 req/s").And.Contain("2 runs"));
        });
    }

    [Test]
    public void Draw_SaturatedServer_JoinsPointsByLoad()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of(
                    """{"request_rate": 10, "request_throughput": 10, "p99_e2el_ms": 1}""",
                    """{"request_rate": 30, "request_throughput": 18, "p99_e2el_ms": 9}""",
                    """{"request_rate": 20, "request_throughput": 19, "p99_e2el_ms": 5}"""
                )
            )
            .Figures.Single();

        Assert.That(Curves(figure), Is.EqualTo(["10:1 19:5 18:9"]));
    }

    [Test]
    public void Draw_ValuesThatCannotBeDrawn_AreCounted()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of(
                    """{"request_throughput": 1, "p99_e2el_ms": 10}""",
                    """{"request_throughput": "inf", "p99_e2el_ms": 10}""",
                    """{"request_throughput": 1, "p99_e2el_ms": null}""",
                    """{"request_throughput": 0, "p99_e2el_ms": 0, "completed": 0}"""
                )
            )
            .Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(figure), Is.EqualTo(["1:10"]));
            Assert.That(figure.Model.Subtitle, Does.StartWith("3 cases are not drawn"));
        });
    }

    [Test]
    public void Draw_NothingToDraw_IsAnEmptyFigureThatSaysSo()
    {
        var figure = MetricFigures.Draw(TestRuns.Of("""{"request_throughput": null, "p99_e2el_ms": null}""")).Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Subtitle, Does.StartWith("1 case is not drawn"));
            Assert.That(() => FigureExporter.ToSvg(figure), Throws.Nothing);
        });
    }

    [Test]
    public void Draw_LogarithmicAxis_LeavesOutWhatIsNotAboveZero()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of("""{"request_throughput": 0.001, "p99_e2el_ms": 1e6}""", """{"request_throughput": 0, "p99_e2el_ms": 1}"""),
                new MetricFigureOptions { XScale = FigureScale.Logarithmic }
            )
            .Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(figure), Is.EqualTo(["0.001:1000000"]));
            Assert.That(figure.Model.Axes[0], Is.InstanceOf<LogarithmicAxis>());
        });
    }

    [TestCase("p99_e2el_ms<=300", 20.0)]
    [TestCase("p99_e2el_ms<=100", 10.0)]
    [TestCase("p99_e2el_ms<=300,request_throughput<15", 10.0)]
    public void Draw_Sla_MarksTheLargestLoadThatMeetsIt(string level, double expected)
    {
        var figure = MetricFigures.Draw(SlaRuns(), new MetricFigureOptions { ServiceLevel = ServiceLevel.Parse(level) }).Figures.Single();

        Assert.That(figure.Model.Annotations.OfType<PointAnnotation>().Select(mark => mark.X), Is.EqualTo([expected]));
    }

    [TestCase("request_rate", "max_concurrency")]
    [TestCase("max_concurrency", "request_rate")]
    public void Draw_Sla_MarksTheLoadThatVaries(string varies, string stays)
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of(
                    $$"""{"{{stays}}": 1000, "{{varies}}": 8, "request_throughput": 8, "p99_e2el_ms": 90, "completed": 10, "failed": 0, "num_prompts": 10}""",
                    $$"""{"{{stays}}": 1000, "{{varies}}": 16, "request_throughput": 16, "p99_e2el_ms": 250, "completed": 10, "failed": 0, "num_prompts": 10}""",
                    $$"""{"{{stays}}": 1000, "{{varies}}": 2, "request_throughput": 2, "p99_e2el_ms": 50, "completed": 10, "failed": 0, "num_prompts": 10}"""
                ),
                new MetricFigureOptions { ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=200") }
            )
            .Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Annotations.OfType<PointAnnotation>().Select(mark => mark.X), Is.EqualTo([8.0]));
            Assert.That(figure.Model.Annotations.OfType<TextAnnotation>().Single().Text, Does.StartWith("largest tried: 8 "));
        });
    }

    [Test]
    public void Draw_SlaAtOneLoad_MarksNothing()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of(
                    """{"request_rate": 10, "max_concurrency": 8, "request_throughput": 10, "p99_e2el_ms": 90, "completed": 10}""",
                    """{"request_rate": 10, "max_concurrency": 8, "request_throughput": 9, "p99_e2el_ms": 80, "completed": 10}"""
                ),
                new MetricFigureOptions { ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=200") }
            )
            .Figures.Single();

        Assert.That(figure.Model.Annotations.OfType<PointAnnotation>(), Is.Empty);
    }

    [Test]
    public void Draw_Burst_IsNotDrawnNorTheLargestTried()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of(
                    """{"request_rate": 65536, "request_throughput": 100, "p99_e2el_ms": 20, "completed": 10, "num_prompts": 10}""",
                    """{"request_rate": 20, "request_throughput": 20, "p99_e2el_ms": 10, "completed": 10, "num_prompts": 10}""",
                    """{"request_rate": 10, "request_throughput": 10, "p99_e2el_ms": 9, "completed": 10, "num_prompts": 10}"""
                ),
                new MetricFigureOptions { ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=50") }
            )
            .Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(figure), Is.EqualTo(["10:9 20:10"]));
            Assert.That(figure.Model.Annotations.OfType<PointAnnotation>().Select(mark => mark.X), Is.EqualTo([20.0]));
            Assert.That(figure.Model.Subtitle, Is.EqualTo("not shown: 65536 (all at once)"));
        });
    }

    [Test]
    public void Draw_RateOfAClientWithoutEndToEndLatency_IsSustainedOnlyWhereItWasReached()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of([
                    .. new[] { (Rate: 10.0, Throughput: 9.9), (20, 12), (40, 12.5) }.Select(load =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $$"""{"request_rate": {{load.Rate}}, "request_throughput": {{load.Throughput}}, "duration": {{1000 / load.Throughput}}, "completed": 1000, "num_prompts": 1000, "total_output_tokens": 100000, "mean_ttft_ms": 20, "mean_tpot_ms": 2, "p99_ttft_ms": 50}"""
                        )
                    ),
                ]),
                new MetricFigureOptions { YMetric = "p99_ttft_ms", ServiceLevel = ServiceLevel.Parse("p99_ttft_ms<=100") }
            )
            .Figures.Single();

        Assert.That(figure.Model.Annotations.OfType<PointAnnotation>().Select(mark => mark.X), Is.EqualTo([9.9]));
    }

    [TestCase(22.5, 22.5, "found by the search: 22.5 req/s")]
    [TestCase(8.0, 10.0, "found by the search: 8.00 req/s (here: 10 req/s)")]
    [TestCase(20.0, 20.0, "found by the search: 20.0 req/s")]
    public void Draw_SearchWithAnAnswer_MarksWhatItFound(double load, double marked, string label)
    {
        var figure = DrawAnswer(SlaSearchOutcome.Bounded, load);

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Annotations.OfType<PointAnnotation>().Select(mark => mark.X), Is.EqualTo([marked]));
            Assert.That(figure.Model.Annotations.OfType<TextAnnotation>().Single().Text, Is.EqualTo(label));
        });
    }

    [Test]
    public void Draw_FiftyCurves_HaveNamesAtTheirEndsThatCoverNoOther()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Configured(
                    ["seqs"],
                    ["request_rate"],
                    [
                        .. from seqs in Enumerable.Range(1, 50)
                        from rate in new[] { 1, 2, 3 }
                        select string.Create(
                            CultureInfo.InvariantCulture,
                            $$"""{"seqs": {{seqs}}, "request_rate": {{rate}}, "request_throughput": {{rate * seqs}}, "p99_e2el_ms": {{100 + (seqs * rate)}}}"""
                        ),
                    ]
                )
            )
            .Figures.Single();
        var labels = figure.Model.Annotations.OfType<CurveLabel>().ToArray();

        Assert.Multiple(() =>
        {
            Assert.That(labels, Has.Length.GreaterThan(10));
            Assert.That(labels.Select(label => label.Text), Is.EqualTo(labels.Select(label => label.Curve)));
            Assert.That(labels.Select(label => label.Curve), Is.Unique);
        });
    }

    [Test]
    public void Draw_SearchThatFoundNothing_MarksNothing() =>
        Assert.That(DrawAnswer(SlaSearchOutcome.NothingPasses, null).Model.Annotations.OfType<PointAnnotation>(), Is.Empty);

    [Test]
    public void Draw_FailedRequests_AreCrossedOut()
    {
        var figure = MetricFigures.Draw(SlaRuns()).Figures.Single();

        Assert.That(
            figure
                .Model.Series.OfType<ScatterSeries>()
                .Single(series => series.Title == "requests failed")
                .Points.Select(point => (point.X, point.Y)),
            Is.EqualTo([(20.0, 280.0)])
        );
    }

    [Test]
    public void Draw_TwoWorkloadsAndConfigurations_JoinsNeither()
    {
        var figure = MetricFigures.Draw(Mixed()).Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(
                figure.Model.Series.OfType<LineSeries>().Select(series => (series.XAxisKey, series.Title)),
                Is.EquivalentTo([("x0", "4"), ("x0", "16"), ("x1", "4"), ("x1", "16")])
            );
            Assert.That(Curves(figure), Is.EquivalentTo(["1:10 2:20", "1:12 2:22", "1:30 2:40", "1:32 2:42"]));
        });
    }

    [Test]
    public void Draw_CurvesByHand_StillJoinOneConfigurationAndWorkloadOnly() =>
        Assert.That(
            Curves(MetricFigures.Draw(Mixed(), new MetricFigureOptions { CurveBy = [] }).Figures.Single()),
            Is.EquivalentTo(["1:10 2:20", "1:12 2:22", "1:30 2:40", "1:32 2:42"])
        );

    [Test]
    public void Draw_ManyWorkloads_HaveAFigureEach()
    {
        var drawn = MetricFigures.Draw(
            TestRuns.Configured(
                [],
                ["random_input_len"],
                [
                    .. Enumerable
                        .Range(1, 6)
                        .Select(length => $$"""{"random_input_len": {{length}}, "request_throughput": 1, "p99_e2el_ms": 2}"""),
                ]
            )
        );

        Assert.That(
            drawn.Figures.Select(figure => figure.Name),
            Is.EqualTo(Enumerable.Range(1, 6).Select(length => $"FIGURE-random_input_len={length}"))
        );
    }

    [Test]
    public void Draw_RatesTimesConcurrencies_HaveACurvePerConcurrency()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of([
                    .. new[] { 1, 2, 3 }.SelectMany(
                        rate => new[] { 8, 16 },
                        (rate, users) =>
                            $$"""{"request_rate": {{rate}}, "max_concurrency": {{users}}, "request_throughput": {{rate}}, "p99_e2el_ms": {{(users * 10) + rate}}}"""
                    ),
                ])
            )
            .Figures.Single();

        Assert.That(Curves(figure), Is.EquivalentTo(["1:81 2:82 3:83", "1:161 2:162 3:163"]));
    }

    [TestCase("""{"request_throughput": 1, "p99_ttft_ms": 2}""", "request throughput (req/s)", "p99 time to first token (ms)")]
    [TestCase(
        """{"request_throughput": 1, "mean_tpot_ms": 2, "mean_ttft_ms": 3}""",
        "request throughput (req/s)",
        "mean time to first token (ms)"
    )]
    [TestCase("""{"output_throughput": 1, "p99_e2el_ms": 2}""", "output throughput (tokens/s)", "p99 end-to-end latency (ms)")]
    [TestCase("""{"tput_per_gpu": 1, "median_e2el": 2}""", "throughput per GPU (tokens/s/GPU)", "median end-to-end latency (s)")]
    [TestCase("""{"own_score": 1, "own_cost": 2}""", "own_score", "own_cost")]
    public void Draw_NoMetricsAsked_DrawsWhatTheRunsHave(string run, string x, string y)
    {
        var figure = MetricFigures.Draw(TestRuns.Of(run)).Figures.Single();

        Assert.That(figure.Model.Axes.Select(axis => axis.Title), Is.EqualTo([x, y]));
    }

    [Test]
    public void Draw_ThroughputAlone_IsDrawnAgainstTheLoad()
    {
        var figure = MetricFigures
            .Draw(TestRuns.Of("""{"max_concurrency": 1, "request_throughput": 2}""", """{"max_concurrency": 4, "request_throughput": 5}"""))
            .Figures.Single();

        Assert.That(Curves(figure), Is.EqualTo(["1:2 4:5"]));
    }

    [Test]
    public void Draw_ThroughputPerGpu_IsDerived()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of("""{"output_throughput": 100, "max_concurrency": 10, "p99_ttft_ms": 5}""").WithGpus(4),
                new MetricFigureOptions { XMetric = "output_throughput_per_gpu", YMetric = "output_throughput_per_user" }
            )
            .Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(figure), Is.EqualTo(["25:10"]));
            Assert.That(figure.Model.Axes[0].Title, Is.EqualTo("output throughput per GPU (tokens/s)"));
        });
    }

    [Test]
    public void Draw_SecondsOfARunThatCompletedNothing_AreNone()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of(
                    """{"tput_per_gpu": 0, "median_e2el": 0, "completed": 0}""",
                    """{"tput_per_gpu": 1, "median_e2el": 2, "completed": 5}"""
                )
            )
            .Figures.Single();

        Assert.That(Curves(figure), Is.EqualTo(["1:2"]));
    }

    [Test]
    public void Draw_SlaThatNothingMeets_MarksNothing()
    {
        var figure = MetricFigures
            .Draw(SlaRuns(), new MetricFigureOptions { ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=1") })
            .Figures.Single();

        Assert.That(figure.Model.Annotations.OfType<PointAnnotation>(), Is.Empty);
    }

    [Test]
    public void Draw_SlaOnY_ShadesThePassingSide()
    {
        var figure = MetricFigures
            .Draw(SlaRuns(), new MetricFigureOptions { ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=300") })
            .Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Annotations.OfType<LineAnnotation>().Single().Y, Is.EqualTo(300));
            Assert.That(figure.Model.Annotations.OfType<RectangleAnnotation>().Single().MaximumY, Is.EqualTo(300));
        });
    }

    [Test]
    public void Draw_ManyCurves_NoTwoLookAlike()
    {
        var figure = MetricFigures
            .Draw(
                TestRuns.Of([
                    .. Enumerable
                        .Range(0, 40)
                        .Select(number => $$"""{"request_throughput": {{number}}, "p99_e2el_ms": 1, "config": {{number}}}"""),
                ]),
                new MetricFigureOptions { CurveBy = ["config"] }
            )
            .Figures.Single();

        Assert.That(
            figure.Model.Series.OfType<CurveLine>().Select(series => (series.Color, series.MarkerType, series.LineStyle)),
            Is.Unique
        );
    }

    [Test]
    public void Draw_Units_StandOnTheAxes()
    {
        var figure = MetricFigures.Draw(SlaRuns()).Figures.Single();

        Assert.That(
            figure.Model.Axes.Select(axis => axis.Title),
            Is.EqualTo(["request throughput (req/s)", "p99 end-to-end latency (ms)"])
        );
    }

    private static Runs.RunSet Mixed() =>
        TestRuns.Configured(
            ["max_num_seqs"],
            ["request_rate", "random_input_len"],
            [
                .. from rate in new[] { 1, 2 }
                from length in new[] { 64, 512 }
                from sequences in new[] { 4, 16 }
                select $$"""{"max_num_seqs": {{sequences}}, "random_input_len": {{length}}, "request_rate": {{rate}}, "request_throughput": {{rate}}, "p99_e2el_ms": {{(10 * rate) + (length == 64 ? 0 : 20) + (sequences == 4 ? 0 : 2)}}}""",
            ]
        );

    private static Figure DrawAnswer(SlaSearchOutcome outcome, double? load)
    {
        var level = ServiceLevel.Parse("p99_e2el_ms<=100");
        SlaProbe Probe(double rate, bool isMet, bool counts) =>
            new(
                rate,
                new SlaVerdict { Kind = isMet ? SlaVerdictKind.Met : SlaVerdictKind.Missed },
                [new SlaProbeRun(0, 100, counts, rate, [])]
            );
        var answer = new SlaSearchResult
        {
            ServiceLevel = level,
            Variable = LoadVariable.RequestRate,
            Outcome = outcome,
            Load = load,
            Probes = [Probe(10, true, true), Probe(20, true, true), Probe(24, false, true), Probe(28, true, false)],
        };
        return MetricFigures
            .Draw(
                TestRuns.Of([
                    .. new[] { 10, 20, 24, 28 }.Select(rate =>
                        $$"""{"case": "SERVE-BENCH/request_rate={{rate}}", "request_rate": {{rate}}, "request_throughput": {{rate}}, "p99_e2el_ms": 50, "completed": 100, "num_prompts": 100}"""
                    ),
                ]),
                new MetricFigureOptions
                {
                    ServiceLevel = level,
                    Answers = new Dictionary<string, SlaSearchResult> { ["SERVE-BENCH"] = answer },
                }
            )
            .Figures.Single();
    }

    private static Runs.RunSet SlaRuns() =>
        TestRuns.Of(
            """{"request_rate": 10, "request_throughput": 10, "p99_e2el_ms": 90, "completed": 10, "failed": 0, "num_prompts": 10}""",
            """{"request_rate": 20, "request_throughput": 20, "p99_e2el_ms": 250, "completed": 10, "failed": 0, "num_prompts": 10}""",
            """{"request_rate": 25, "request_throughput": 20, "p99_e2el_ms": 280, "completed": 9, "failed": 1, "num_prompts": 10}""",
            """{"request_rate": 30, "request_throughput": 20, "p99_e2el_ms": 900, "completed": 10, "failed": 0, "num_prompts": 10}"""
        );

    private static IEnumerable<string> Curves(Figure figure) =>
        figure
            .Model.Series.OfType<LineSeries>()
            .Select(series =>
                string.Join(' ', series.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X}:{point.Y}")))
            );
}
