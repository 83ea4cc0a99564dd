using System.Globalization;
using System.Text;

namespace ServeMulti.Parameters;

/// <summary>Formats numbers as Python's <c>str</c> spells them, and reads them as its <c>float</c> does, whatever the culture.</summary>
internal static class PythonNumber
{
    /// <summary>Formats a floating point number: shortest digits that read back, <c>1.0</c>, <c>1e-05</c>, <c>1e+16</c>, <c>inf</c>,
    /// <c>nan</c>.</summary>
    public static string Spell(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan"
                : value > 0 ? "inf"
                : "-inf";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (Math.Abs(value) is 0 or (>= 1e-4 and < 1e15))
        {
            return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
        }

        return SpellFar(text);
    }

    /// <summary>Reads a number that was spelled here.</summary>
    public static bool TryRead(string text, out double value)
    {
        (var isWord, value) = text switch
        {
            "nan" => (true, double.NaN),
            "inf" => (true, double.PositiveInfinity),
            "-inf" => (true, double.NegativeInfinity),
            _ => (false, 0),
        };
        return isWord || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Formats a number from JSON: integers of any size as they are, all others as floating point numbers.</summary>
    public static string SpellJson(string number)
    {
        if (number.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            return Spell(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        return number == "-0" ? "0" : number;
    }

    // Near zero and from 1e15 on .NET and Python choose between the two notations by different rules: take the digits, lay them out anew.
    private static string SpellFar(string text)
    {
        var sign = text[0] == '-' ? "-" : "";
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? text[sign.Length..] : text[sign.Length..e];
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += (dot < 0 ? mantissa.Length : dot) - 1;
        var padded = dot < 0 ? mantissa : mantissa.Remove(dot, 1);
        var digits = padded.TrimStart('0');
        exponent -= padded.Length - digits.Length;
        digits = digits.TrimEnd('0');
        if (exponent == 15)
        {
            return $"{sign}{digits.PadRight(16, '0')[..16]}.{(digits.Length > 16 ? digits[16..] : "0")}";
        }

        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        var direction = exponent < 0 ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{direction}{Math.Abs(exponent):00}");
    }

    /// <summary>Reads a number as Python's <c>float</c> does: spaces around, underscores between digits, any decimal digits, inf and
    /// nan.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        return TryNormalize(text.Trim(), out var normal)
            && (
                TryParseWord(normal, out value)
                || (IsDecimal(normal) && double.TryParse(normal, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            );
    }

    /// <summary>Writes every decimal digit as ASCII and takes out underscores between two digits; any other underscore is an
    /// error.</summary>
    private static bool TryNormalize(ReadOnlySpan<char> text, out string normal)
    {
        var builder = new StringBuilder(text.Length);
        var afterDigit = false;
        var afterUnderscore = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var isDigit = Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;
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
        var word = text.TrimStart('+', '-').ToUpperInvariant();
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
    private static bool IsDecimal(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'E');
}
