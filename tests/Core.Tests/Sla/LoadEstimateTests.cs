using System.Text;
using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Vectors;

namespace ServeMulti.Sla;

[TestFixture]
public sealed class LoadEstimateTests
{
    private static IEnumerable<TestCaseData> Rows => GoldenRows.Cases("load_estimates.json");

    [TestCaseSource(nameof(Rows))]
    public void TryFind_GoldenRow_GivesExpectedLoad(JsonElement row)
    {
        var document = ResultDocument.Parse(Encoding.UTF8.GetBytes(row.GetProperty("run").GetRawText()));
        var variable = row.GetProperty("variable").GetString()!;
        if (variable == "nope")
        {
            Assert.That(() => LoadEstimate.TryFind(document, variable, out _), Throws.ArgumentException.With.Message.Contains("nope"));
            return;
        }

        var isFound = LoadEstimate.TryFind(document, variable, out var load);

        Assert.That(isFound, Is.EqualTo(!row.TryGetProperty("error", out _)));
        Assert.That(
            isFound ? ((ParameterValue)load).Text : null,
            Is.EqualTo(row.TryGetProperty("expected", out var expected) ? expected.GetString() : null)
        );
    }
}
