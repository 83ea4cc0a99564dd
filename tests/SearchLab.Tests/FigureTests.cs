using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>A quick slice of the laboratory: bounds that a change for the worse breaks. The figures themselves come from the laboratory, on
/// more servers.</summary>
public sealed class FigureTests
{
    private const long Seed = 7;
    private const int Servers = 24;
    private const int Repeats = 3;
    private static readonly Noise RunNoise = Noise.OfRuns(0.03);

    /// <summary>Enough for a truth within a few per cent, in a second.</summary>
    private const int LongRun = 50_000;

    private static readonly Lazy<Contest> Rates = new(() => Draw(LoadVariable.RequestRate, Servers, Repeats));
    private static readonly Lazy<SearchOutcome[]> OfRates = new(() => Play(Rates.Value, SlaSearchMethod.Adaptive));
    private static readonly Lazy<SearchOutcome[]> InFlight = new(() =>
        Play(Draw(LoadVariable.MaxConcurrency, Servers / 2, Repeats), SlaSearchMethod.Adaptive)
    );

    [Test]
    public void Adaptive_RequestRate_TakesFewRuns() => Assert.That(OfRates.Value.Average(o => o.Runs), Is.LessThan(14));

    [Test]
    public void Adaptive_RequestRate_HardlyEverReportsMoreThanTheServerCanDo() =>
        Assert.That(OfRates.Value.Count(o => o.IsViolation), Is.LessThanOrEqualTo(1));

    [Test]
    public void Adaptive_RequestRate_IsNearTheTruth() =>
        Assert.Multiple(() =>
        {
            Assert.That(Median(OfRates.Value.Select(o => Math.Abs(o.Bias))), Is.LessThan(0.06));
            Assert.That(Share(OfRates.Value, o => o.IsAbove), Is.LessThan(0.2), "5 % above");
            Assert.That(Share(OfRates.Value, o => o.IsBelow), Is.LessThan(0.35), "5 % below");
        });

    [Test]
    public void Adaptive_RequestRate_IsHonestAboutWhatItKnows() =>
        Assert.Multiple(() =>
        {
            Assert.That(Share(OfRates.Value, o => o.HoldsAtLeast), Is.GreaterThan(0.85), "at least");
            Assert.That(Share(OfRates.Value, o => o.IsCovered), Is.GreaterThan(0.65), "interval");
            Assert.That(Median(OfRates.Value.Select(o => o.AtLeast!.Value / o.Truth)), Is.GreaterThan(0.8), "a bound that says something");
        });

    [Test]
    public void Adaptive_MaxConcurrency_TakesFewRuns() => Assert.That(InFlight.Value.Average(o => o.Runs), Is.LessThan(13));

    [Test]
    public void Adaptive_MaxConcurrency_IsNearTheTruth() =>
        Assert.Multiple(() =>
        {
            Assert.That(Share(InFlight.Value, o => o.IsAbove), Is.LessThan(0.15), "5 % above");
            Assert.That(Share(InFlight.Value, o => o.IsBelow), Is.LessThan(0.3), "5 % below");
        });

    [Test]
    public void Adaptive_FixedPrompts_TakesAFractionOfTheOriginalsRuns()
    {
        const int Prompts = 200;
        var original = LabMethod.All.Single(m => m.Name == "original");
        var adaptive = LabMethod.All.Single(m => m.Name == LabMethod.Adaptive);

        var originalRuns = original.Play(Rates.Value, RunNoise, Prompts, 1).Average(o => o.Runs);
        var runs = adaptive.Play(Rates.Value, RunNoise, Prompts, 2).Average(o => o.Runs);

        Assert.That(runs, Is.LessThan(0.7 * originalRuns));
    }

    [TestCase("run-10")]
    [TestCase("outliers")]
    [TestCase("first-run")]
    [TestCase("tail")]
    public void Adaptive_NoisyMachine_KnowsHowWellItKnows(string noise)
    {
        var outcomes = LabMethod
            .All.Single(m => m.Name == LabMethod.Adaptive)
            .Play(Rates.Value, Noise.All.Single(n => n.Name == noise), null, 5);
        SearchOutcome[] answered = [.. outcomes.Where(o => o.Interval is not null)];

        Assert.Multiple(() =>
        {
            Assert.That(answered, Has.Length.AtLeast(outcomes.Length * 9 / 10));
            Assert.That(Share(answered, o => o.IsCovered), Is.GreaterThan(0.65), "the interval holds the truth");
            Assert.That(Share(answered, o => o.HoldsAtLeast), Is.GreaterThan(0.9), "at least");
            Assert.That(Share(outcomes, o => o.IsFarBelow), Is.LessThan(0.3), "10 % below");
            Assert.That(Share(outcomes, o => o.IsViolation), Is.LessThan(0.05), "above capacity");
        });
    }

    [Test]
    public void Adaptive_FourServiceLevelsOnOneServer_ShareTheirRuns()
    {
        var outcomes = Draw(LoadVariable.RequestRate, Servers / 3, repeats: 1, withFour: true).PlayFour(RunNoise, new(), 3);

        Assert.Multiple(() =>
        {
            Assert.That(outcomes, Has.Length.EqualTo(4 * Servers / 3));
            Assert.That(outcomes.Average(o => o.Runs), Is.LessThan(42));
            Assert.That(outcomes.Where(o => o.Crash is not null), Is.Empty);
            Assert.That(Share(outcomes, o => o.IsViolation), Is.LessThan(0.05));
        });
    }

    [Test]
    public void Bisection_RequestRate_NeverReportsMuchMoreThanTheServerCanDo() =>
        Assert.Multiple(() =>
        {
            var outcomes = Play(Rates.Value, SlaSearchMethod.Bisection);
            Assert.That(Share(outcomes, o => o.IsViolation), Is.LessThan(0.1));
            Assert.That(Median(outcomes.Select(o => Math.Abs(o.Bias))), Is.LessThan(0.08));
        });

    [Test]
    public void AllMethods_EverySearch_EndsWithoutACrash() =>
        Assert.Multiple(() =>
        {
            var contest = Draw(LoadVariable.RequestRate, Servers / 2, repeats: 1);
            foreach (var method in LabMethod.All)
            {
                Assert.That(method.Play(contest, RunNoise, null, 4).Where(o => o.Crash is not null), Is.Empty, method.Name);
            }
        });

    private static SearchOutcome[] Play(Contest contest, SlaSearchMethod method) => contest.Play(RunNoise, new() { Method = method }, 5);

    private static Contest Draw(LoadVariable variable, int servers, int repeats, bool withFour = false)
    {
        var cache = new TruthCache(null);
        var parallelism = Environment.ProcessorCount;
        var instances = Contest.ForEach(
            [.. Enumerable.Range(0, servers)],
            parallelism,
            i => Instance.Draw(cache, Seed, i, variable, withFour, LongRun)
        );
        return new(instances, repeats, parallelism);
    }

    private static double Share(SearchOutcome[] outcomes, Func<SearchOutcome, bool> test) => (double)outcomes.Count(test) / outcomes.Length;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
