namespace ServeMulti.Testing.Gates;

public sealed class SustainedTestTests
{
    private const int Trials = 20_000;

    [TestCase("+++", true)]
    [TestCase("---", false)]
    [TestCase("+-+++", true)]
    [TestCase("+-+---", null)]
    [TestCase("+-+----", false)]
    [TestCase("++", null)]
    public void IsSustained_AfterRuns_IsKnownAtThreeMoreOnOneSide(string runs, bool? expected)
    {
        var test = new SustainedTest();
        foreach (var run in runs)
        {
            Assert.That(test.IsSustained, Is.Null);
            test.Add(run == '+');
        }

        Assert.That(test.IsSustained, Is.EqualTo(expected));
    }

    [TestCase(0.8, false)]
    [TestCase(0.2, true)]
    public void IsSustained_AtTheSharesItTells_IsWrongInAtMost5Percent(double share, bool wrong)
    {
        var random = new Random(11);
        var (errors, runs) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var test = new SustainedTest();
            while (test.IsSustained is null)
            {
                test.Add(random.NextDouble() < share);
            }

            errors += test.IsSustained == wrong ? 1 : 0;
            runs += test.Runs;
        }

        Assert.That(errors / (double)Trials, Is.EqualTo(1 / 65.0).Within(0.004));
        Assert.That(runs / (double)Trials, Is.EqualTo(4.85).Within(0.1));
    }
}
