using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Comparing;

/// <summary>How the answers of the searches of two builds are compared.</summary>
public sealed class LoadChangeTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=500");

    private StoreFolder _before = null!;
    private StoreFolder _after = null!;

    [SetUp]
    public void SetUp() => (_before, _after) = (new StoreFolder(), new StoreFolder());

    [TearDown]
    public void TearDown()
    {
        _before.Dispose();
        _after.Dispose();
    }

    [TestCase(30, 29, 31, ChangeVerdict.Regressed)]
    [TestCase(60, 58, 62, ChangeVerdict.Improved)]
    [TestCase(42, 41.5, 42.5, ChangeVerdict.NoRelevantDifference)]
    [TestCase(40, 32, 46, ChangeVerdict.Inconclusive)]
    public async Task Loads_OfTwoAnswers_AreComparedByTheirIntervals(double load, double low, double high, ChangeVerdict verdict)
    {
        var change = (await CompareAsync(Found(42, 41.5, 42.5), Found(load, low, high))).Loads.Single();

        Assert.Multiple(() =>
        {
            Assert.That(change.Verdict, Is.EqualTo(verdict), change.ToString());
            Assert.That(change.Ratio, Is.EqualTo(load / 42).Within(1e-9));
            Assert.That(change.Low, Is.LessThanOrEqualTo(change.Ratio!.Value));
            Assert.That(change.High, Is.GreaterThanOrEqualTo(change.Ratio!.Value));
        });
    }

    /// <summary>80 % intervals of ±2 % and ±3 % are ±3.6 % together, and ±4.6 % at 90 %.</summary>
    [Test]
    public async Task Interval_IsThatOfTheRatioAtNinetyPerCent()
    {
        var change = (await CompareAsync(Found(100, 100 / 1.02, 102), Found(100, 100 / 1.03, 103))).Loads.Single();

        Assert.That((change.Low, change.High), Is.EqualTo((1 / 1.0464, 1.0464)).Within(0.0005));
    }

    [Test]
    public async Task Runs_OfASearch_AreNotComparedLoadByLoad()
    {
        var comparison = await CompareAsync(Found(42, 41.5, 42.5), Found(30, 29, 31));

        Assert.That(comparison.Cases, Is.Empty);
        Assert.That(comparison.Verdict, Is.EqualTo(ChangeVerdict.Regressed));
        Assert.That(
            comparison.Describe().ReplaceLineEndings("\n"),
            Does.StartWith("verdict: regressed\n  max_num_seqs=16 on random_input_len=64: largest request_rate within p99_e2el_ms<=500 -")
                .And.Contain(" %, from 42.0 req/s to 30.0 req/s (90 % interval -")
        );
    }

    [Test]
    public async Task Answer_WithoutALoad_IsARegressionWhereTheBaselineHadOne()
    {
        var nothing = Found(null) with { Outcome = SlaSearchOutcome.NothingPasses };

        Assert.That(Only(await CompareAsync(Found(42, 41.5, 42.5), nothing)).Verdict, Is.EqualTo(ChangeVerdict.Regressed));
        Assert.That(
            Only(await CompareAsync(Found(42, 41.5, 42.5), nothing)).ToString(),
            Is.EqualTo(
                "largest request_rate within p99_e2el_ms<=500 from 42.0 req/s to -, regressed: the current build meets the SLA at no load"
            )
        );
        Assert.That(Only(await CompareAsync(nothing, Found(42, 41, 43))).Verdict, Is.EqualTo(ChangeVerdict.Improved));
        Assert.That(Only(await CompareAsync(nothing, nothing)).Verdict, Is.EqualTo(ChangeVerdict.NoRelevantDifference));
    }

    [TestCase(SlaSearchOutcome.TooShort, "cut short")]
    [TestCase(SlaSearchOutcome.Unjudged, "cut short")]
    [TestCase(SlaSearchOutcome.NotMeasured, "has no answer")]
    public async Task Answer_ThatIsNone_IsInconclusive(SlaSearchOutcome outcome, string why)
    {
        var cut = outcome == SlaSearchOutcome.NotMeasured ? Found(null) : Found(42, 41.5, 42.5);
        var change = Only(await CompareAsync(Found(30, 29, 31), cut with { Outcome = outcome }));

        Assert.That((change.Verdict, change.Problem), Is.EqualTo((ChangeVerdict.Inconclusive, change.Problem)));
        Assert.That(change.Problem, Does.StartWith("the search of the current build").And.Contain(why));
    }

    /// <summary>The baseline met the SLA at the largest load of interest: how much more it sustains is not known.</summary>
    [Test]
    public async Task Interval_OpenAtOneEnd_StillShowsARegression()
    {
        var open = Found(100, 98, double.PositiveInfinity) with { Outcome = SlaSearchOutcome.AboveRange };
        var change = Only(await CompareAsync(open, Found(60, 58, 62)));

        Assert.That((change.Verdict, change.Low), Is.EqualTo((ChangeVerdict.Regressed, (double?)null)), change.ToString());
        Assert.That(change.ToString(), Does.Contain("(90 % interval -").And.Contain(" % or less)"));
    }

    [Test]
    public async Task Answers_OfOtherSlas_AreNotShared()
    {
        var level = ServiceLevel.Parse("p99_e2el_ms<=400");
        var other = Found(42, 41, 43) with { ServiceLevel = level, Binding = SlaBinding.Of(level[0]) };

        Assert.That(
            () => CompareAsync(Found(42, 41, 43), other),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("have no load and no SLA in common").And.Message.Contains("<=400")
        );
    }

    private static LoadChange Only(ExperimentComparison comparison) => comparison.Loads.Single();

    private static SlaSearchResult Found(double? load, double low = 0, double high = 0) =>
        new()
        {
            ServiceLevel = Level,
            Variable = LoadVariable.RequestRate,
            Outcome = SlaSearchOutcome.Bounded,
            Load = load,
            Interval = load is null ? null : new LoadInterval(low, high),
            Binding = SlaBinding.Of(Level[0]),
        };

    private async Task<ExperimentComparison> CompareAsync(SlaSearchResult before, SlaSearchResult after)
    {
        await SaveAsync(_before, before);
        await SaveAsync(_after, after);
        return await ExperimentComparison.OfAsync(
            await StoredExperiment.ReadAsync(_before.Path),
            await StoredExperiment.ReadAsync(_after.Path)
        );
    }

    private static async Task SaveAsync(StoreFolder folder, SlaSearchResult result)
    {
        var one = Case(16);
        if (Directory.Exists(folder.Path))
        {
            Directory.Delete(folder.Path, recursive: true);
        }

        await using var session = await folder.New().OpenAsync(Sweep(1, one));
        await session.SaveRunAsync(Run(one.At(8), 0, 8));
        await session.SaveAnswerAsync(one, "SLA-p99", SearchAnswerFile.Write(result));
    }
}
