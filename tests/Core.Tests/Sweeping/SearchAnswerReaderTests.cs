using System.Text.Json;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

public sealed class SearchAnswerReaderTests
{
    private static readonly AnalyticServer Server = new();

    [TestCase("p99_e2el_ms<=400", TestName = "TryRead_Bounded_IsWhatWasWritten")]
    [TestCase("p99_e2el_ms<=1e7", TestName = "TryRead_NotSustained_IsWhatWasWritten")]
    [TestCase("p99_e2el_ms<=100", TestName = "TryRead_NothingPasses_IsWhatWasWritten")]
    [TestCase("p99_e2el_ms<=400,request_throughput>=1000", TestName = "TryRead_Infeasible_IsWhatWasWritten")]
    public async Task TryRead_Written_IsTheSame(string level)
    {
        var written = SearchAnswerFile.Write(await new SlaSearcher(LoadVariable.RequestRate, Server.MeasureAsync).SearchAsync(ServiceLevel.Parse(level)));

        var read = SearchAnswerReader.TryRead(written)!;

        Assert.That(SearchAnswerFile.Write(read).GetRawText(), Is.EqualTo(written.GetRawText()));
    }

    [TestCase("failed requests", SlaBindingKind.FailedRequests)]
    [TestCase("nothing completed", SlaBindingKind.NothingCompleted)]
    [TestCase("run too short to tell", SlaBindingKind.TooShort)]
    [TestCase("load not sustained", SlaBindingKind.NotSustained)]
    [TestCase("a<=1", SlaBindingKind.Criterion)]
    public void TryRead_Binding_HasItsKind(string text, SlaBindingKind kind) => Assert.That(Read($$"""
        {"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "binding": "{{text}}", "probes": []}
        """)!.Binding!.Kind, Is.EqualTo(kind));

    [TestCase("[]")]
    [TestCase("[1]")]
    [TestCase("[1, 2, 3]")]
    public void TryRead_IntervalWithoutTwoEnds_IsNone(string interval) => Assert.That(Read($$"""
        {"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "interval": {{interval}}, "probes": []}
        """)!.Interval, Is.Null);

    [Test]
    public void TryRead_ListOfTheOriginal_IsNone() => Assert.That(Read("[]"), Is.Null);

    [TestCase("{}")]
    [TestCase("""{"variable": "x", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": ["a"]}, "outcome": "Bounded", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": []}, "outcome": "Bounded", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bunded", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "99", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "probes": 5}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "probes": [], "binding": "the weather"}""")]
    public void TryRead_NotAnAnswer_IsRefused(string json) => Assert.That(() => Read(json), Throws.TypeOf<FormatException>());

    private static SlaSearchResult? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return SearchAnswerReader.TryRead(document.RootElement);
    }
}
