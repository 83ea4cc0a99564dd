namespace ServeMulti.Comparing;

/// <summary>How often a comparison of two builds is wrong, and how often it finds a real change.</summary>
public sealed class ComparisonLawTests
{
    private const int Comparisons = 400;

    // 5 % of 400, and three deviations of such a count beside it.
    private const int MostFalse = 20 + 13;

    [TestCase(0.01)]
    [TestCase(0.03)]
    [TestCase(0.1)]
    public void EqualBuilds_AnythingRegressed_InAtMostFivePerCent(double noise) =>
        Assert.That(
            Count(
                seed => Compare(new(seed) { Noise = noise }, new(-1 - seed) { Noise = noise }),
                comparison => comparison.Verdict == ChangeVerdict.Regressed
            ),
            Is.LessThanOrEqualTo(MostFalse)
        );

    [TestCase(2)]
    [TestCase(3)]
    public void EqualBuilds_FewRuns_AnythingRegressedInAtMostFivePerCent(int runs) =>
        Assert.That(
            Count(seed => Compare(new(seed) { Runs = runs }, new(-1 - seed) { Runs = runs }), Says(ChangeVerdict.Regressed)),
            Is.LessThanOrEqualTo(MostFalse)
        );

    [Test]
    public void EqualBuilds_OneCaseNoisierThanTheOthers_AnythingRegressedInAtMostFivePerCent() =>
        Assert.That(
            Count(seed => Compare(new(seed) { LastCaseNoise = 6 }, new(-1 - seed) { LastCaseNoise = 6 }), Says(ChangeVerdict.Regressed)),
            Is.LessThanOrEqualTo(MostFalse)
        );

    [Test]
    public void EqualBuilds_LittleNoise_AreFoundEqual() =>
        Assert.That(
            Count(seed => Compare(new(seed) { Noise = 0.005 }, new(-1 - seed) { Noise = 0.005 }), Says(ChangeVerdict.NoRelevantDifference)),
            Is.GreaterThanOrEqualTo(Comparisons * 9 / 10)
        );

    [Test]
    public void TenPerCentSlower_AtThreePerCentNoise_IsFound() =>
        Assert.That(
            Count(seed => Compare(new(seed), new(-1 - seed) { Slowdown = 1.1 }), Says(ChangeVerdict.Regressed)),
            Is.EqualTo(Comparisons)
        );

    [Test]
    public void TenPerCentSlower_SingleCase_ThroughputIsFoundInNineOfTen() =>
        Assert.That(
            Count(
                seed => Compare(new(seed) { Cases = 1 }, new(-1 - seed) { Cases = 1, Slowdown = 1.1 }),
                comparison => comparison.Cases[0].Metrics.Any(metric => metric.Verdict == ChangeVerdict.Regressed)
            ),
            Is.GreaterThanOrEqualTo(Comparisons * 9 / 10)
        );

    [Test]
    public void TenPerCentSlower_NeverCalledEqualOrImprovedInMoreThanFivePerCent() =>
        Assert.That(
            Count(
                seed => Compare(new(seed) { Noise = 0.1 }, new(-1 - seed) { Noise = 0.1, Slowdown = 1.1 }),
                comparison => comparison.Verdict is ChangeVerdict.NoRelevantDifference or ChangeVerdict.Improved
            ),
            Is.LessThanOrEqualTo(MostFalse)
        );

    private static Func<ExperimentComparison, bool> Says(ChangeVerdict verdict) => comparison => comparison.Verdict == verdict;

    private static ExperimentComparison Compare(SimulatedBuild baseline, SimulatedBuild current) =>
        ExperimentComparison.Of(baseline.Measure(), current.Measure());

    private static int Count(Func<int, ExperimentComparison> compare, Func<ExperimentComparison, bool> isMeant)
    {
        var count = Enumerable.Range(1, Comparisons).AsParallel().Count(seed => isMeant(compare(seed)));
        TestContext.Out.WriteLine($"{count} of {Comparisons}");
        return count;
    }
}
