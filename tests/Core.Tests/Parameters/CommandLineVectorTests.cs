using System.Text;
using System.Text.Json;
using ServeMulti.Vectors;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class CommandLineVectorTests
{
    private static IEnumerable<TestCaseData> Rows => GoldenRows.Cases("overrides.json");

    [TestCaseSource(nameof(Rows))]
    public void With_GoldenRow_GivesExpectedCommand(JsonElement row)
    {
        string[] command = [.. row.GetProperty("command").EnumerateArray().Select(word => word.GetString()!)];
        var json = $"[{row.GetProperty("parameters").GetString()}]";
        if (row.TryGetProperty("error", out var error))
        {
            Assert.That(() => Lay(command, json), Throws.TypeOf<InvalidInputException>().With.Message.Contains(error.GetString()!));
            return;
        }

        string[] expected = [.. row.GetProperty("expected").EnumerateArray().Select(word => word.GetString()!)];
        Assert.That(Lay(command, json).Select(JsonOrText), Is.EqualTo(expected.Select(JsonOrText)));
    }

    private static string[] Lay(string[] command, string json)
    {
        var set = ParameterSweep.Parse(json, "rows")[0];
        var result = new CommandLine(command[0], command.Skip(1)).With(set);
        return [result.Executable, .. result.Arguments];
    }

    // An argument that is a JSON array or object is compared as JSON.
    private static string JsonOrText(string argument)
    {
        if (!argument.StartsWith('{') && !argument.StartsWith('['))
        {
            return argument;
        }

        using var document = JsonDocument.Parse(TolerantJson.Normalize(Encoding.UTF8.GetBytes(argument)));
        return JsonSerializer.Serialize(document.RootElement);
    }
}
