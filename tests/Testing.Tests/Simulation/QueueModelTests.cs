using ServeMulti.Sla;

namespace ServeMulti.Testing.Simulation;

public sealed class QueueModelTests
{
    private static readonly QueueModel One = new(servers: 1, serviceSeconds: 0.1);
    private static readonly QueueModel Four = new(servers: 4, serviceSeconds: 0.05);

    [Test]
    public void Capacity_IsServersOverServiceTime() => Assert.That((One.Capacity, Four.Capacity), Is.EqualTo((10, 80)));

    [TestCase("mean_e2el_ms", 1000 / 4.0, Description = "1 / (mu - lambda)")]
    [TestCase("median_e2el_ms", 1000 / 4.0 * 0.693147180559945, Description = "times ln 2")]
    [TestCase("p99_e2el_ms", 1000 / 4.0 * 4.605170185988091, Description = "times ln 100")]
    [TestCase("mean_ttft_ms", (1000 / 4.0) - 90, Description = "a tenth of the service in place of all of it")]
    [TestCase("request_throughput", 6)]
    public void FindValue_OneServer_IsTheClosedForm(string metric, double expected) =>
        Assert.That(One.FindValue(metric, LoadVariable.RequestRate, 6), Is.EqualTo(expected).Within(1e-9).Percent);

    [Test]
    public void FindValue_FourServers_IsErlangsC()
    {
        // Offered 3 of 4: C(4, 3) = 0.5094, as tables of Erlang C give it. The mean wait is C / (80 - 60).
        Assert.That(QueueFormulas.WaitProbability(4, 3), Is.EqualTo(0.5094).Within(0.0001));
        Assert.That(
            Four.FindValue("mean_e2el_ms", LoadVariable.RequestRate, 60),
            Is.EqualTo(50 + (1000 * QueueFormulas.WaitProbability(4, 3) / 20)).Within(1e-9).Percent
        );
    }

    [TestCase("mean_e2el_ms", 1)]
    [TestCase("p90_e2el_ms", 2)]
    [TestCase("p99_e2el_ms", 4)]
    [TestCase("median_ttft_ms", 3)]
    [TestCase("p99_ttft_ms", 4)]
    public void FindValue_FourServers_IsWhatALongRunMeasures(string metric, double percent) =>
        Assert.That(
            Simulate(Four, rate: 60, metric),
            Is.EqualTo(Four.FindValue(metric, LoadVariable.RequestRate, 60)).Within(percent).Percent
        );

    [Test]
    public void FindValue_RegularService_IsPollaczekKhinchine()
    {
        var regular = new QueueModel(1, 0.1) { ServiceShape = 4 };

        // Half the load: lambda m^2 (1 + 1/4) / (2 (1 - 1/2)) = 62.5 ms of waiting.
        Assert.That(regular.FindValue("mean_e2el_ms", LoadVariable.RequestRate, 5), Is.EqualTo(162.5).Within(1e-9));
        Assert.That(Simulate(regular, rate: 5, "mean_e2el_ms"), Is.EqualTo(162.5).Within(1).Percent);
        Assert.That(
            regular.FindValue("p99_e2el_ms", LoadVariable.RequestRate, 5),
            Is.LessThan(One.FindValue("p99_e2el_ms", LoadVariable.RequestRate, 5))
        );
    }

    [TestCase(2, 50, Description = "No request waits.")]
    [TestCase(16, 200, Description = "Little's law: 16 / (80 req/s).")]
    public void FindValue_ManyInFlight_IsLittlesLaw(int inFlight, double expected)
    {
        Assert.That(Four.FindValue("mean_e2el_ms", LoadVariable.MaxConcurrency, inFlight), Is.EqualTo(expected).Within(1e-9));
        Assert.That(Four.FindValue("p99_e2el_ms", LoadVariable.MaxConcurrency, inFlight), Is.GreaterThan(expected), "simulated");
    }

    [Test]
    public void FindValue_AtTheCapacity_IsInfinite() =>
        Assert.That(Four.FindValue("p99_e2el_ms", LoadVariable.RequestRate, 80), Is.EqualTo(double.PositiveInfinity));

    [Test]
    public void FindValue_NoSuchMetric_NamesThoseThatThereAre() =>
        Assert.That(
            () => Four.FindValue("p99_tpot_ms", LoadVariable.RequestRate, 8),
            Throws.ArgumentException.With.Message.Contains("p99_tpot_ms").And.Message.Contains("p99_e2el_ms")
        );

    [Test]
    public void FindLargestLoad_OneServer_SolvesTheClosedForm()
    {
        // ln 100 / (10 - x) = 1 s.
        Assert.That(
            One.FindLargestLoad(ServiceLevel.Parse("p99_e2el_ms<=1000"), LoadVariable.RequestRate),
            Is.EqualTo(10 - Math.Log(100)).Within(0.1).Percent
        );
        Assert.That(
            One.FindLargestLoad(ServiceLevel.Parse("mean_e2el_ms<=50"), LoadVariable.RequestRate),
            Is.Zero,
            "an idle server takes 100 ms"
        );
        Assert.That(
            One.FindLargestLoad(ServiceLevel.Parse("mean_e2el_ms<=1e9"), LoadVariable.RequestRate),
            Is.EqualTo(10),
            "the capacity limits it"
        );
    }

    [Test]
    public void FindLargestLoad_InFlight_IsAWholeNumber()
    {
        Assert.That(Four.FindLargestLoad(ServiceLevel.Parse("mean_e2el_ms<=210"), LoadVariable.MaxConcurrency), Is.EqualTo(16));
        Assert.That(Four.FindLargestLoad(ServiceLevel.Parse("mean_e2el_ms<=40"), LoadVariable.MaxConcurrency), Is.Zero);
    }

    [Test]
    public void FindLargestLoad_ALimitFromBelow_IsRefused() =>
        Assert.That(
            () => Four.FindLargestLoad(ServiceLevel.Parse("request_throughput>=5"), LoadVariable.RequestRate),
            Throws.ArgumentException.With.Message.Contains("limit from below")
        );

    [TestCase(0, 0.1)]
    [TestCase(1, 0)]
    [TestCase(1, double.NaN)]
    public void Constructor_BadNumber_IsRefused(int servers, double seconds) =>
        Assert.That(() => new QueueModel(servers, seconds), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static double Simulate(ServerModel server, double rate, string metric)
    {
        var samples = new Samples();
        server.Run(rate, int.MaxValue, 400_000, new ServerSpeed(1), new Draws(5), samples);
        samples.DropFirst(10_000);
        return SimulatedResult.Describe(samples, samples.Duration).TryFindMetric(metric, out var value) ? value : double.NaN;
    }
}
