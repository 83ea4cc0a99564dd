using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServeMulti.Parameters;

/// <summary>Formats JSON arrays and objects as Python's <c>json.dumps</c> lays them out, so that one value has one spelling.</summary>
internal static class JsonSpelling
{
    /// <summary>Formats an element: <c>{"a": 1, "b": [true, null]}</c>; numbers as Python spells them, a key that appears twice
    /// once.</summary>
    /// <exception cref="InvalidOperationException">A string holds half of a surrogate pair.</exception>
    public static string Spell(JsonElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return text.ToString();
    }

    /// <summary>Appends text as a JSON string: only quotes, backslashes and control characters are escaped.</summary>
    public static void AppendString(StringBuilder output, string text)
    {
        output.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => output.Append("\\\""),
                '\\' => output.Append("\\\\"),
                '\n' => output.Append("\\n"),
                '\r' => output.Append("\\r"),
                '\t' => output.Append("\\t"),
                < ' ' => output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => output.Append(c),
            };
        }

        output.Append('"');
    }

    private static void Append(StringBuilder output, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(output, element);
                break;
            case JsonValueKind.Array:
                AppendArray(output, element);
                break;
            case JsonValueKind.String when TolerantJson.TryReadBareNumber(element, out var bare):
                AppendNumber(output, bare);
                break;
            case JsonValueKind.String:
                AppendString(output, element.GetString()!);
                break;
            case JsonValueKind.Number:
                AppendNumber(output, element.GetRawText());
                break;
            default:
                output.Append(element.GetRawText());
                break;
        }
    }

    private static void AppendObject(StringBuilder output, JsonElement element)
    {
        // A key that appears twice: the first place, the last value, as Python's reader has it.
        Dictionary<string, JsonElement> members = [];
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        var separator = "{";
        foreach (var (name, value) in members)
        {
            AppendString(output.Append(separator), name);
            Append(output.Append(": "), value);
            separator = ", ";
        }

        output.Append(separator == "{" ? "{}" : "}");
    }

    private static void AppendArray(StringBuilder output, JsonElement element)
    {
        var separator = "[";
        foreach (var item in element.EnumerateArray())
        {
            Append(output.Append(separator), item);
            separator = ", ";
        }

        output.Append(separator == "[" ? "[]" : "]");
    }

    private static void AppendNumber(StringBuilder output, string number)
    {
        var text = PythonNumber.SpellJson(number);
        output.Append(
            text switch
            {
                "inf" => "Infinity",
                "-inf" => "-Infinity",
                _ => text,
            }
        );
    }

    private static void AppendNumber(StringBuilder output, double bare) =>
        output.Append(
            double.IsNaN(bare) ? "NaN"
            : bare > 0 ? "Infinity"
            : "-Infinity"
        );
}
