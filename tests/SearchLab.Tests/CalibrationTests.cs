using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

public sealed class CalibrationTests
{
    private static readonly Instance Server = Instance.Draw(new TruthCache(null), 3, 0, LoadVariable.RequestRate, longRun: 2000);

    [TestCase(100, 0.5)]
    [TestCase(90, 0.1)]
    [TestCase(111.111111111, 0.9)]
    public void FindPlace_TruthWithinTheInterval_IsItsShareOfTheBelief(double truth, double share) =>
        Assert.That(Calibration.FindPlace(Outcome(truth, new(90, 111.111111111))), Is.EqualTo(share).Within(1e-6));

    [Test]
    public void FindPlace_OpenInterval_HasNone() =>
        Assert.That(Calibration.FindPlace(Outcome(100, new(90, double.PositiveInfinity))), Is.Null);

    [Test]
    public void Print_Searches_MarksWhereTheSharesShouldBe()
    {
        using var output = new StringWriter();
        Calibration.Print(output, [Outcome(91, new(90, 110)), Outcome(109, new(90, 110))]);

        Assert.That(output.ToString().Split('\n')[5], Is.EqualTo("   50 %   50.0 %  #########################|........................"));
    }

    private static SearchOutcome Outcome(double truth, LoadInterval interval) =>
        new(Server, Server.ServiceLevel, truth, 100, 10, 1) { Interval = interval };
}
