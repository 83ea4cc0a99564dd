using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

[TestFixture]
public sealed class CaseDifferencesTests
{
    private static readonly BenchmarkCase Case = new()
    {
        ServeCommand = CommandLine.Parse("serve a"),
        BenchCommand = CommandLine.Parse("bench a"),
        ServeParameters = new() { { "s", 1 } },
        BenchParameters = new() { { "b", "x" }, { "c", true } },
    };

    [Test]
    public void OfCommands_Same_IsEmpty() =>
        Assert.That(CaseDifferences.OfCommands(Case, Case with { ServeParameters = ParameterSet.Empty }), Is.Empty);

    [Test]
    public void OfCommands_EachChanged_SaysOldAndNew()
    {
        var planned = Case with
        {
            ServeCommand = null,
            Endpoint = new Uri("http://127.0.0.1:8000"),
            BenchCommand = CommandLine.Parse("bench 'b c'"),
        };

        Assert.That(
            CaseDifferences.OfCommands(Case, planned),
            Is.EqualTo(
                new[]
                {
                    "serve command changed: serve a -> none",
                    "server address changed: none -> http://127.0.0.1:8000/",
                    "bench command changed: bench a -> bench 'b c'",
                }
            )
        );
    }

    [Test]
    public void OfParameters_ChangedRemovedAndAdded_NamesSideKeyAndValues()
    {
        var planned = Case with
        {
            ServeParameters = new() { { "s", "1" } },
            BenchParameters = new() { { "b", "y" }, { "d", 2.5 } },
        };

        Assert.That(
            CaseDifferences.OfParameters(Case, planned),
            Is.EqualTo(
                new[]
                {
                    "serve parameter s: 1 (number) -> 1 (text)",
                    "bench parameter b: x -> y",
                    "bench parameter c was removed (True)",
                    "bench parameter d was added (2.5)",
                }
            )
        );
    }

    [TestCase("[1]", "1 -> [1]")]
    [TestCase("\"true\"", "1 -> true")]
    [TestCase("\"1\"", "1 (number) -> 1 (text)")]
    public void OfParameters_OtherKind_NamesKindsOnlyWhereTheTextIsTheSame(string json, string change)
    {
        var planned = Case with { ServeParameters = ParameterSweep.Parse($$"""[{"s": {{json}}}]""", "test")[0] };

        Assert.That(CaseDifferences.OfParameters(Case, planned), Is.EqualTo(new[] { $"serve parameter s: {change}" }));
    }
}
