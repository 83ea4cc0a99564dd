using ServeMulti.SearchLab.Odd;
using ServeMulti.SearchLab.Simulation;

namespace ServeMulti.SearchLab;

/// <summary>Servers and SLAs on which searches go astray.</summary>
public sealed class OddCaseTests
{
    private const long Seed = 7000;
    private const int Servers = 5;
    private static readonly Noise RunNoise = Noise.OfRuns(0.03);
    private const int LongRun = 40_000;
    private const string NarrowMiddle = "only a narrow middle passes";

    public static IEnumerable<TestCaseData> Cases() => OddCases.All.Select(c => new TestCaseData(c).SetArgDisplayNames(c.Name));

    /// <summary>On one server of five the noise may have the better of the search; on two where only a narrow middle passes, which the
    /// burst and the first probes may step over.</summary>
    [TestCaseSource(nameof(Cases))]
    public void Adaptive_OddServers_ComesToTheExpectedAnswer(object odd)
    {
        var trials = Contest.ForEach(
            [.. Enumerable.Range(0, Servers)],
            Environment.ProcessorCount,
            i => OddTrial.Play((OddCase)odd, Seed + i, RunNoise, longRun: LongRun)
        );

        Assert.That(
            trials.Count(t => t.IsRight),
            Is.AtLeast(((OddCase)odd).Name == NarrowMiddle ? Servers - 2 : Servers - 1),
            string.Join("\n", trials.Where(t => !t.IsRight))
        );
    }
}
