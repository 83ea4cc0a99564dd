using ServeMulti.Sla;

namespace ServeMulti.Cli.Display;

[TestFixture]
public sealed class SearchStandingTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=500");

    [TestCase("", "search p99_e2el_ms<=500, 0 runs")]
    [TestCase("12+", "search p99_e2el_ms<=500, met at 12 req/s, 1 run")]
    [TestCase("12-", "search p99_e2el_ms<=500, missed at 12 req/s, 1 run")]
    [TestCase("65536- 12.345+ 20- 15+", "search p99_e2el_ms<=500, met at 15, missed at 20 req/s, 4 runs")]
    [TestCase("10- 12+ 20-", "search p99_e2el_ms<=500, met at 12, missed at 20 req/s, 3 runs", Description = "not monotone")]
    [TestCase("12+ 14~ 20-", "search p99_e2el_ms<=500, met at 12, missed at 20 req/s, 3 runs", Description = "too short")]
    [TestCase("12?", "search p99_e2el_ms<=500, 1 run", Description = "no verdict")]
    public void ToString_Runs_ShowsTheBracketThatTheyLeave(string runs, string expected)
    {
        var standing = SearchStanding.After(null, new SlaRunStarting(Level, Request(12)));
        foreach (var run in runs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var load = double.Parse(run[..^1], System.Globalization.CultureInfo.InvariantCulture);
            standing = SearchStanding.After(standing, new SlaRunFinished(Level, Request(load), Verdict(run[^1]), WasStored: false));
        }

        Assert.That(standing!.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void After_NextLevel_BeginsAnew()
    {
        var first = SearchStanding.After(null, new SlaRunFinished(Level, Request(12), Verdict('+'), WasStored: false));
        var next = ServiceLevel.Parse("mean_ttft_ms<=50");

        Assert.That(
            SearchStanding.After(first, new SlaRunStarting(next, Request(12)))!.ToString(),
            Is.EqualTo("search mean_ttft_ms<=50, 0 runs")
        );
    }

    private static SlaRunRequest Request(double load) => new(LoadVariable.RequestRate, load, 100, 0);

    private static SlaVerdict Verdict(char kind) =>
        kind switch
        {
            '+' => new() { Kind = SlaVerdictKind.Met },
            '-' => new() { Kind = SlaVerdictKind.Missed },
            '~' => new() { Kind = SlaVerdictKind.Missed, Binding = new SlaBinding(SlaBindingKind.TooShort, "run too short to tell") },
            _ => new() { Kind = SlaVerdictKind.Invalid, Problem = "no result" },
        };
}
