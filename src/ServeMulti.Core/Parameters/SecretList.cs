using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace ServeMulti.Parameters;

/// <summary>Values that are known to be secrets, in the spellings in which they appear in text. Finds and replaces them.</summary>
internal sealed class SecretList
{
    /// <summary>Shorter values are part of too many words.</summary>
    private const int Shortest = 4;

    /// <summary>From this length on a value is replaced within words too.</summary>
    private const int ShortestWithinWords = 8;

    private const int ShortestLine = 16;

    private const int ShortestBeginning = 6;

    /// <summary>What servers that ask for any key are given. These are words of other text, such as the names of folders.</summary>
    private static readonly HashSet<string> Placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "dummy",
        "empty",
        "fake",
        "placeholder",
        "test",
        "unused",
    };

    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private string[]? _spellings;
    private byte[][]? _utf8;

    /// <summary>Gets whether there is a value.</summary>
    public bool HasAny => _values.Count > 0;

    /// <summary>Gets whether there is a value that is long enough to be looked for within words: one that is hardly a word
    /// itself.</summary>
    public bool HasLong => _values.Any(value => value.Length >= ShortestWithinWords);

    private string[] Spellings =>
        _spellings ??= [.. _values.SelectMany(Spell).Distinct(StringComparer.Ordinal).OrderByDescending(spelling => spelling.Length)];

    private byte[][] Utf8 => _utf8 ??= [.. Spellings.Select(spelling => Encoding.UTF8.GetBytes(spelling))];

    /// <summary>Returns the secret of a header's value: what follows <c>Bearer</c> or <c>Basic</c>, where one stands in front of
    /// it.</summary>
    public static string OfHeader(string value)
    {
        var text = value.AsSpan().Trim();
        foreach (var scheme in (ReadOnlySpan<string>)["Bearer ", "Basic ", "Token "])
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return text[scheme.Length..].Trim().ToString();
            }
        }

        return text.ToString();
    }

    /// <summary>Adds a value; of a list that is separated by commas, its parts too. What is too short, a number, a word such as <c>true</c>
    /// or a path is not added.</summary>
    public void Add(string value)
    {
        AddOne(value.Trim());
        foreach (var part in value.Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Of a key of several lines, each line is printed by itself.
            if (part.Length >= (value.Contains('\n', StringComparison.Ordinal) ? ShortestLine : ShortestWithinWords))
            {
                AddOne(part);
            }
        }
    }

    /// <summary>Adds the values of another list.</summary>
    public void AddAll(SecretList other)
    {
        foreach (var value in other._values)
        {
            AddOne(value);
        }
    }

    /// <summary>Replaces every value in a text, and at its end also the beginning of one: what is too long for a message is cut
    /// anywhere.</summary>
    public string Redact(string text)
    {
        if (text.Length < Shortest)
        {
            return text;
        }

        text = RedactWithinWords(text);
        foreach (var spelling in Spellings)
        {
            if (spelling.Length < ShortestWithinWords && text.Contains(spelling, StringComparison.Ordinal))
            {
                text = ReplaceWords(text, spelling);
            }
        }

        return RedactCutEnd(text);
    }

    /// <summary>Replaces the values that are long enough to be looked for within words.</summary>
    public string RedactWithinWords(string text)
    {
        foreach (var spelling in Spellings)
        {
            if (spelling.Length >= ShortestWithinWords && text.Length >= spelling.Length)
            {
                text = text.Replace(spelling, SecretForms.Redacted, StringComparison.Ordinal);
            }
        }

        return text;
    }

    /// <summary>Returns whether JSON in UTF-8 holds one of the values that are long enough to be looked for within words.</summary>
    public bool AreIn(ReadOnlySpan<byte> utf8)
    {
        foreach (var spelling in Utf8)
        {
            if (spelling.Length >= ShortestWithinWords && utf8.IndexOf(spelling) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Spell(string value)
    {
        yield return value;
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
        yield return JavaScriptEncoder.Default.Encode(value);
        yield return Uri.EscapeDataString(value);
        yield return WebUtility.HtmlEncode(value);
        yield return value.Replace("'", "'\\''", StringComparison.Ordinal);
        if (value.Length >= ShortestWithinWords)
        {
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        }
    }

    private static string ReplaceWords(string text, string word)
    {
        var replaced = new StringBuilder(text.Length);
        var start = 0;
        for (int at; (at = text.IndexOf(word, start, StringComparison.Ordinal)) >= 0; start = at + word.Length)
        {
            var end = at + word.Length;
            var isWhole = (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            replaced.Append(text, start, at - start).Append(isWhole ? SecretForms.Redacted : word);
        }

        return replaced.Append(text, start, text.Length - start).ToString();
    }

    private string RedactCutEnd(string text)
    {
        var sign =
            text.EndsWith('…') ? 1
            : text.EndsWith("...", StringComparison.Ordinal) ? 3
            : 0;
        if (sign == 0)
        {
            return text;
        }

        var kept = text.AsSpan(0, text.Length - sign);
        foreach (var spelling in Spellings)
        {
            for (var length = Math.Min(spelling.Length, kept.Length); length >= ShortestBeginning; length--)
            {
                if (kept.EndsWith(spelling.AsSpan(0, length)))
                {
                    return $"{kept[..^length]}{SecretForms.Redacted}{text[^sign..]}";
                }
            }
        }

        return text;
    }

    private void AddOne(string value)
    {
        if (
            value.Length >= Shortest
            && !Placeholders.Contains(value)
            && SecretForms.MayBeSecret(value)
            && !SecretForms.IsPath(value)
            && !value.Contains(SecretForms.Redacted, StringComparison.Ordinal)
            && _values.Add(value)
        )
        {
            (_spellings, _utf8) = (null, null);
        }
    }
}
