using System.Globalization;
using System.Text;

namespace ServeMulti.Sla;

/// <summary>Reads numbers as Python's <c>float</c> does: spaces around, underscores between digits, any decimal digits, inf and nan.</summary>
internal static class PythonFloat
{
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        return TryNormalize(text.Trim(), out string normal)
            && (TryParseWord(normal, out value)
                || (IsDecimal(normal) && double.TryParse(normal, NumberStyles.Float, CultureInfo.InvariantCulture, out value)));
    }

    /// <summary>Writes every decimal digit as ASCII and takes out underscores that stand between two digits; any other underscore is an error.</summary>
    private static bool TryNormalize(ReadOnlySpan<char> text, out string normal)
    {
        var builder = new StringBuilder(text.Length);
        bool afterDigit = false;
        bool afterUnderscore = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isDigit = Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;
            if (rune.Value == '_' ? !afterDigit : afterUnderscore && !isDigit)
            {
                normal = "";
                return false;
            }

            afterUnderscore = rune.Value == '_';
            afterDigit = isDigit;
            if (isDigit)
            {
                builder.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            }
            else if (!afterUnderscore)
            {
                builder.Append(rune.ToString());
            }
        }

        normal = builder.ToString();
        return !afterUnderscore;
    }

    private static bool TryParseWord(string text, out double value)
    {
        string word = text.TrimStart('+', '-').ToUpperInvariant();
        value = word switch
        {
            "INF" or "INFINITY" => double.PositiveInfinity,
            "NAN" => double.NaN,
            _ => 0,
        };
        value = text.StartsWith('-') ? -value : value;
        return word is "INF" or "INFINITY" or "NAN" && text.Length - word.Length <= 1;
    }

    /// <summary>Keeps out what .NET reads and Python does not.</summary>
    private static bool IsDecimal(string text) => text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'E');
}
