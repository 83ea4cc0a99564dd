using ServeMulti.Comparing;
using ServeMulti.SearchLab.Compare;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>A quick part of the laboratory of comparisons: bounds on how often a verdict is wrong, and on the runs that an A/B needs.</summary>
public sealed class CompareTests
{
    private const int Comparisons = 120;

    // 5 % of 120, and three deviations of such a count beside it.
    private const double MostWrong = (6 + 7.2) / Comparisons;

    private static readonly CompareLab Lab = new(seed: 90_000, Comparisons, Environment.ProcessorCount);

    [TestCase(0.01, 0)]
    [TestCase(0.03, 0)]
    [TestCase(0.03, 0.1)]
    public void EqualBuilds_AreRarelyCalledWorse_UnlikeByPeers(double noise, double fasterFirst)
    {
        var count = Lab.PlayFixed(new BuildModel(noise) { FasterFirst = fasterFirst });

        Assert.That(count.Share(ChangeVerdict.Regressed), Is.AtMost(MostWrong));
        Assert.That(count.IntervalsDiffer + count.MeansDiffer, noise > 0.02 ? Is.AtLeast(0.2) : Is.AtLeast(0));
    }

    [Test]
    public void TenPerCentSlower_IsFoundAtThreePerCentNoise_AndNotDeniedAtTen()
    {
        Assert.That(Lab.PlayFixed(new BuildModel(0.03) { Slowdown = 1.1 }).Share(ChangeVerdict.Regressed), Is.AtLeast(0.9));

        var noisy = Lab.PlayFixed(new BuildModel(0.1) { Slowdown = 1.1 });
        Assert.That(noisy.Share(ChangeVerdict.Improved) + noisy.Share(ChangeVerdict.NoRelevantDifference), Is.AtMost(0.05));
    }

    [TestCase(0.03, 0)]
    [TestCase(0.1, 0)]
    [TestCase(0.03, 0.1)]
    public void AlternatingEqual_IsRarelyCalledWorse(double noise, double drift) =>
        Assert.That(Lab.PlaySequential(new BuildModel(noise) { Drift = drift }).Share(ChangeVerdict.Regressed), Is.AtMost(MostWrong));

    [Test]
    public void LargestLoads_OfEqualBuilds_AreRarelyCalledWorse_AndAFifthLessIsFound()
    {
        var lab = new LoadsLab(seed: 90_000, servers: 40, Environment.ProcessorCount);
        var noise = Noise.OfRuns(0.03);

        var equal = lab.Play(LoadVariable.RequestRate, noise, slowdown: 1).Select(one => one[0]).ToArray();
        var slower = lab.Play(LoadVariable.RequestRate, noise, slowdown: 1.25).Select(one => one[0]).ToArray();

        // 5 % of 40, and three deviations of such a count beside it.
        Assert.That(equal.Count(verdict => verdict == ChangeVerdict.Regressed), Is.AtMost(6));
        Assert.That(slower.Count(verdict => verdict == ChangeVerdict.Regressed), Is.AtLeast(20));
        Assert.That(slower.Count(verdict => verdict is ChangeVerdict.Improved or ChangeVerdict.NoRelevantDifference), Is.AtMost(2));
    }

    /// <summary>A fixed design needs 12 and 52 runs to be right as often.</summary>
    [TestCase(0.03, 10)]
    [TestCase(0.1, 34)]
    public void AlternatingSlower_IsFoundWithFewRuns(double noise, int mostRuns)
    {
        var count = Lab.PlaySequential(new BuildModel(noise) { Slowdown = 1.1 });

        Assert.That(count.Share(ChangeVerdict.Regressed), Is.AtLeast(0.93));
        Assert.That(count.MeanRuns, Is.AtMost(mostRuns));
    }
}
