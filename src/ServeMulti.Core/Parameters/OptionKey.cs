namespace ServeMulti.Parameters;

/// <summary>The rules of option names: which are valid, how they are spelled, which tokens of a command are occurrences of them.</summary>
/// <remarks>Before the first dot <c>_</c> and <c>-</c> are interchangeable; what follows the dot is a name of the server's own and stays
/// as it is.</remarks>
internal static class OptionKey
{
    /// <summary>Returns whether a key can be an option: a letter, digit or <c>_</c>, then letters, digits, <c>_</c>, <c>-</c> and
    /// <c>.</c>.</summary>
    public static bool IsValid(string key)
    {
        if (key.Length == 0 || !(char.IsAsciiLetterOrDigit(key[0]) || key[0] == '_'))
        {
            return false;
        }

        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the normal option token of a key: <c>--a-b</c>, or <c>--no-a-b</c>.</summary>
    public static string ToOption(string key, bool negated = false)
    {
        var prefix = negated ? "--no-" : "--";
        return string.Create(
            prefix.Length + key.Length,
            (prefix, key),
            static (span, state) =>
            {
                state.prefix.CopyTo(span);
                var name = span[state.prefix.Length..];
                state.key.CopyTo(name);
                name[..HeadLength(state.key)].Replace('_', '-');
            }
        );
    }

    /// <summary>Returns the spelling that all spellings of a key share: <c>-</c> as <c>_</c> before the first dot.</summary>
    public static string Normalize(string key)
    {
        var head = HeadLength(key);
        return key.AsSpan(0, head).Contains('-') ? string.Concat(key[..head].Replace('-', '_'), key.AsSpan(head)) : key;
    }

    /// <summary>Returns whether two keys are spellings of one option.</summary>
    public static bool AreSame(string left, string right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        var inHead = true;
        for (var i = 0; i < left.Length; i++)
        {
            var same = left[i] == right[i] || (inHead && left[i] is '_' or '-' && right[i] is '_' or '-');
            if (!same)
            {
                return false;
            }

            inHead = inHead && left[i] != '.';
        }

        return true;
    }

    /// <summary>Returns whether a name in a command is one of the three spellings of a key: with <c>-</c>, with <c>_</c>, as
    /// written.</summary>
    public static bool IsSpelling(ReadOnlySpan<char> name, string key)
    {
        if (name.Length != key.Length)
        {
            return false;
        }

        bool dashes = true,
            underscores = true,
            asWritten = true,
            inHead = true;
        for (var i = 0; i < key.Length; i++)
        {
            inHead = inHead && key[i] != '.';
            if (inHead && key[i] is '_' or '-' && name[i] is '_' or '-')
            {
                dashes = dashes && name[i] == '-';
                underscores = underscores && name[i] == '_';
                asWritten = asWritten && name[i] == key[i];
            }
            else if (name[i] != key[i])
            {
                return false;
            }
        }

        return dashes || underscores || asWritten;
    }

    /// <summary>Returns the spellings by which a key is found in a command: with <c>-</c>, with <c>_</c>, as written; each once.</summary>
    public static IEnumerable<string> Spell(string key)
    {
        var underscored = Normalize(key);
        var dashed = ToOption(key)[2..];
        yield return key;
        if (underscored != key)
        {
            yield return underscored;
        }

        if (dashed != key && dashed != underscored)
        {
            yield return dashed;
        }
    }

    private static int HeadLength(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? key.Length : dot;
    }
}
