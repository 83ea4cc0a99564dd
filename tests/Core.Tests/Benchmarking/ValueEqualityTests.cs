using System.Text;
using ServeMulti.Cases;
using ServeMulti.Results;

namespace ServeMulti.Benchmarking;

/// <summary>Results, failures, requests and run records are compared by value, so that a host's test compares what it got with what it
/// expects.</summary>
public sealed class ValueEqualityTests
{
    [TestCase("""{"a": 100, "b": 1.5}""", """{"b": 1.50, "a": 100.0}""", Description = "any order, numbers by value")]
    [TestCase("""{"a": 1e2}""", """{"a": 100}""")]
    [TestCase("""{"a": NaN}""", """{"a": NaN}""")]
    [TestCase("""{"a": "x\u0041"}""", """{"a": "xA"}""")]
    [TestCase("""{"a": [1, [2.0]], "b": {"c": 1, "d": null}}""", """{"a": [1.0, [2]], "b": {"d": null, "c": 1}}""")]
    public void Documents_OfTheSameValues_AreEqual(string one, string other)
    {
        Assert.That(Parse(one), Is.EqualTo(Parse(other)));
        Assert.That(Parse(one).GetHashCode(), Is.EqualTo(Parse(other).GetHashCode()));
    }

    [TestCase("""{"a": 1}""", """{"a": 2}""")]
    [TestCase("""{"a": 1}""", """{"a": "1"}""")]
    [TestCase("""{"a": 1}""", """{"a": 1, "b": 2}""")]
    [TestCase("""{"a": 1, "c": 2}""", """{"a": 1, "b": 2}""")]
    [TestCase("""{"a": [1, 2]}""", """{"a": [1]}""")]
    [TestCase("""{"a": {"b": 1}}""", """{"a": {"c": 1}}""")]
    [TestCase("""{"a": true}""", """{"a": false}""")]
    public void Documents_OfOtherValues_AreNotEqual(string one, string other) => Assert.That(Parse(one), Is.Not.EqualTo(Parse(other)));

    [Test]
    public void Results_BuiltInOneLine_AreEqualToThoseThatWereRead()
    {
        Assert.That(
            BenchmarkResult.Success(("completed", 100), ("p99_e2el_ms", 310)),
            Is.EqualTo(BenchmarkResult.Success(Parse("""{"p99_e2el_ms": 310, "completed": 100}""")))
        );
        Assert.That(
            BenchmarkResult.Failed(BenchmarkFailureReason.TimedOut, "slow"),
            Is.EqualTo(BenchmarkResult.Failed(new BenchmarkFailure(BenchmarkFailureReason.TimedOut, "slow")))
        );
        Assert.That(
            BenchmarkResult.Success(("completed", 100)),
            Is.Not.EqualTo(BenchmarkResult.Failed(BenchmarkFailureReason.TimedOut, "slow"))
        );
    }

    [Test]
    public void Failures_OfTheSameOutput_AreEqual()
    {
        var failure = new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, "no luck") { RecentOutput = ["a", "b"] };

        Assert.That(
            failure,
            Is.EqualTo(
                new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, "no luck")
                {
                    RecentOutput = new List<string> { "a", "b" },
                }
            )
        );
        Assert.That(failure, Is.Not.EqualTo(failure with { RecentOutput = ["b", "a"] }));
    }

    [Test]
    public void Requests_OfTheSameMetrics_AreEqual()
    {
        var request = new BenchmarkRequest
        {
            RequiredMetrics = ["p99_e2el_ms"],
            Parameters = new() { { "request_rate", 4 } },
        };

        Assert.That(
            request,
            Is.EqualTo(
                new BenchmarkRequest
                {
                    RequiredMetrics = ["p99_e2el_ms"],
                    Parameters = new() { { "request_rate", 4 } },
                }
            )
        );
        Assert.That(request, Is.Not.EqualTo(request with { RequiredMetrics = [] }));
    }

    [Test]
    public void RunRecords_OfTheSameCaseAndResult_AreEqual() =>
        Assert.That(
            new RunRecord(new BenchmarkCase { ServeParameters = new() { { "size", 8 } } }, 1, Parse("""{"a": 1}""")),
            Is.EqualTo(
                new RunRecord(new BenchmarkCase { ServeParameters = new() { { "size", 8 } } }, 1, ResultDocument.FromMetrics([new("a", 1)]))
            )
        );

    private static ResultDocument Parse(string json) => ResultDocument.Parse(Encoding.UTF8.GetBytes(json));
}
