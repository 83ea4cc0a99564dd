using System.Globalization;
using System.Text;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>Spells JSON arrays and objects as Python's <c>str</c> spells a list or a dictionary: what pandas writes into a cell.</summary>
internal static class PythonText
{
    public static string Spell(JsonElement element)
    {
        var output = new StringBuilder();
        Append(output, element);
        return output.ToString();
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
                output.Append(PythonNumber.Spell(bare));
                break;
            case JsonValueKind.String:
                AppendText(output, element.GetString()!);
                break;
            case JsonValueKind.Number:
                output.Append(PythonNumber.SpellJson(element.GetRawText()));
                break;
            default:
                output.Append(
                    element.ValueKind switch
                    {
                        JsonValueKind.True => "True",
                        JsonValueKind.False => "False",
                        _ => "None",
                    }
                );
                break;
        }
    }

    private static void AppendObject(StringBuilder output, JsonElement element)
    {
        var separator = "{";
        foreach (var member in element.EnumerateObject())
        {
            AppendText(output.Append(separator), member.Name);
            Append(output.Append(": "), member.Value);
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

    private static void AppendText(StringBuilder output, string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        output.Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            AppendRune(output, rune, quote);
        }

        output.Append(quote);
    }

    private static void AppendRune(StringBuilder output, Rune rune, char quote)
    {
        var value = rune.Value;
        _ = value switch
        {
            '\\' => output.Append(@"\\"),
            '\n' => output.Append(@"\n"),
            '\r' => output.Append(@"\r"),
            '\t' => output.Append(@"\t"),
            _ when value == quote => output.Append('\\').Append(quote),
            _ when value == ' ' || IsPrintable(rune) => output.Append(rune.ToString()),
            < 0x100 => output.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            < 0x10000 => output.Append(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
            _ => output.Append(CultureInfo.InvariantCulture, $"\\U{value:x8}"),
        };
    }

    private static bool IsPrintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
            );
}
