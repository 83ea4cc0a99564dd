namespace ServeMulti.Sla;

public sealed class LoadScanTests
{
    [Test]
    public void FirstLevels_Always_AreOneAtATimeAndAllAtOnce()
    {
        var scan = new LoadScan(LoadVariable.RequestRate, 100);

        Assert.That(
            (scan.Serial.Load, scan.Serial.MaxConcurrency, scan.Batch.Load, scan.Batch.MaxConcurrency),
            Is.EqualTo((1.0, 1, 100.0, 100))
        );
    }

    [Test]
    public void Between_TenLevels_AreEvenlySpacedWholeNumbersWithoutTheEnds() =>
        Assert.That(Loads(LoadVariable.RequestRate, 10, serial: 1.2, batch: 20.9), Is.EqualTo(new[] { 4, 6, 8, 10, 12, 14, 16, 18 }));

    [Test]
    public void Between_HalvesAndRepeats_RoundToEvenAndStandOnce() =>
        // From 1 to 4 in seven steps: 1.5, 2, 2.5, 3, 3.5.
        Assert.That(Loads(LoadVariable.RequestRate, 7, serial: 1, batch: 4), Is.EqualTo(new[] { 2, 3, 4 }));

    [Test]
    public void Between_SerialNotBelowBatch_HoldsNoLoadBelowOne() =>
        Assert.That(Loads(LoadVariable.RequestRate, 10, serial: 0.2, batch: 0.3), Has.All.GreaterThanOrEqualTo(1));

    [Test]
    public void Between_Concurrency_LeavesOutTheEndsThatWereRun() =>
        Assert.That(Loads(LoadVariable.MaxConcurrency, 9, serial: 1, batch: 4), Is.EqualTo(new[] { 2, 3, 4 }));

    [Test]
    public void Between_TwoLevels_AddsNone() => Assert.That(Loads(LoadVariable.RequestRate, 2, serial: 1, batch: 20), Is.Empty);

    [Test]
    public void Between_MetricMissing_IsRefused() =>
        Assert.That(
            () =>
                new LoadScan(LoadVariable.MaxConcurrency, 10).Between(
                    [SlaDocuments.Of(("request_throughput", 3))],
                    [SlaDocuments.Of(("request_throughput", 3))]
                ),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("mean_e2el_ms")
        );

    [TestCase(0, 10)]
    [TestCase(10, 1)]
    public void Constructor_NumberTooSmall_IsRefused(int prompts, int iterations) =>
        Assert.That(() => new LoadScan(LoadVariable.RequestRate, prompts, iterations), Throws.TypeOf<InvalidInputException>());

    [Test]
    public void ApplyTo_SerialLevel_LimitsBoth()
    {
        var parameters = new LoadScan(LoadVariable.RequestRate, 100).Serial.ApplyTo(new() { { "random_input_len", 64L } });

        Assert.That(
            parameters.Select(p => $"{p.Key}={p.Value}"),
            Is.EqualTo(new[] { "random_input_len=64", "max_concurrency=1", "request_rate=1" })
        );
    }

    private static IEnumerable<double> Loads(LoadVariable variable, int iterations, double serial, double batch) =>
        new LoadScan(variable, 100, iterations)
            .Between(
                [SlaDocuments.Of(("request_throughput", serial), ("mean_e2el_ms", 1000))],
                [SlaDocuments.Of(("request_throughput", batch), ("mean_e2el_ms", 1000))]
            )
            .Select(l => l.Load);
}
