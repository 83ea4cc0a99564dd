using System.Text.Json;
using ServeMulti.Vectors;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class ParameterSweepVectorTests
{
    private static IEnumerable<TestCaseData> Rows => GoldenRows.Cases("parse_params.json");

    [TestCaseSource(nameof(Rows))]
    public void Parse_GoldenRow_IsAcceptedOrRefused(JsonElement row)
    {
        var json = row.GetProperty("json").GetString()!;
        Assert.That(
            () => ParameterSweep.Parse(json, "rows"),
            row.TryGetProperty("error", out _) ? Throws.TypeOf<InvalidInputException>().With.Message.StartsWith("rows: ") : Throws.Nothing
        );
    }
}
