using System.Text.Json;
using System.Text.RegularExpressions;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Vectors;

namespace ServeMulti.Results;

[TestFixture]
public sealed class CaseNamesVectorTests
{
    private static IEnumerable<TestCaseData> Rows => GoldenRows.Cases("case_names.json");

    // A row whose name we change tells the original's name only where that is known.
    private static IEnumerable<TestCaseData> OriginalRows =>
        Rows.Where(row =>
            ((JsonElement)row.Arguments[0]!) is var json
            && (
                json.TryGetProperty("seed", out _) || !json.GetProperty("expected").GetString()!.EndsWith("~HASH", StringComparison.Ordinal)
            )
        );

    [TestCaseSource(nameof(Rows))]
    public void ForCases_GoldenRow_GivesExpectedName(JsonElement row)
    {
        var benchmarkCase = new BenchmarkCase { ServeParameters = Read(row, "serve"), BenchParameters = Read(row, "bench") };

        var name = CaseNames.ForCases([benchmarkCase])[0];

        var pattern = Regex.Escape(row.GetProperty("expected").GetString()!).Replace("HASH", "[0-9a-f]{8}", StringComparison.Ordinal);
        Assert.That(name, Does.Match($"^{pattern}$"));
    }

    [TestCaseSource(nameof(OriginalRows))]
    public void ForOriginal_GoldenRow_GivesTheOriginalsName(JsonElement row)
    {
        var name = CaseNames.ForOriginal(Read(row, "serve"), Read(row, "bench"));

        Assert.That(name, Is.EqualTo(row.GetProperty(row.TryGetProperty("seed", out _) ? "seed" : "expected").GetString()));
    }

    // Some rows have keys that no parameter file may have: the name of a folder is made from any.
    private static ParameterSet Read(JsonElement row, string side)
    {
        using var document = JsonDocument.Parse(row.GetProperty(side).GetString()!);
        List<KeyValuePair<string, ParameterValue>> pairs = [];
        string? name = null;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Name == ParameterSet.NameKey)
            {
                name = member.Value.GetString();
            }
            else
            {
                pairs.Add(new(member.Name, ParameterValue.FromJson(member.Value)));
            }
        }

        return ParameterSet.OfChecked(pairs, name);
    }
}
