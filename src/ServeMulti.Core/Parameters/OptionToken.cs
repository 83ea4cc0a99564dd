using System.Globalization;

namespace ServeMulti.Parameters;

/// <summary>The form of an option in a command.</summary>
internal enum OptionOccurrence
{
    /// <summary>The token is not this option.</summary>
    None,

    /// <summary><c>--key</c>, with or without a value behind it.</summary>
    Bare,

    /// <summary><c>--key=value</c>.</summary>
    Assigned,

    /// <summary><c>--no-key</c> or <c>--no_key</c>.</summary>
    Negated,
}

/// <summary>Recognises options among the arguments of a command.</summary>
internal static class OptionToken
{
    private const string End = "--";
    private const int NegationLength = 5;

    /// <summary>Returns whether a token is an option: it starts with <c>-</c> and is not a number. A lone <c>-</c> is a value, standard
    /// input.</summary>
    public static bool IsOption(string token) => token.Length > 1 && token[0] == '-' && !IsNumber(token);

    /// <summary>Returns where options end: the index of the first bare <c>--</c> from a token on, else the number of tokens.</summary>
    public static int FindOptionsEnd(ReadOnlySpan<string> tokens, int start)
    {
        var end = tokens[start..].IndexOf(End);
        return end < 0 ? tokens.Length : start + end;
    }

    /// <summary>Returns whether the token behind an option is its value.</summary>
    public static bool HasValueBehind(ReadOnlySpan<string> tokens, int index, int end) => index + 1 < end && !IsOption(tokens[index + 1]);

    /// <summary>Returns in which form a token is an occurrence of a key.</summary>
    public static OptionOccurrence Match(ReadOnlySpan<char> token, string key)
    {
        if (key.StartsWith('-'))
        {
            return MatchName(token, key, isLiteral: true);
        }

        if (token.Length <= End.Length || !token.StartsWith(End))
        {
            return OptionOccurrence.None;
        }

        var found = MatchName(token[End.Length..], key, isLiteral: false);
        return found == OptionOccurrence.None && IsNegation(token, key) ? OptionOccurrence.Negated : found;
    }

    private static OptionOccurrence MatchName(ReadOnlySpan<char> token, string key, bool isLiteral)
    {
        if (token.Length < key.Length || (token.Length > key.Length && token[key.Length] != '='))
        {
            return OptionOccurrence.None;
        }

        var name = token[..key.Length];
        return !(isLiteral ? name.SequenceEqual(key) : OptionKey.IsSpelling(name, key)) ? OptionOccurrence.None
            : token.Length == key.Length ? OptionOccurrence.Bare
            : OptionOccurrence.Assigned;
    }

    private static bool IsNegation(ReadOnlySpan<char> token, string key) =>
        token.Length == key.Length + NegationLength
        && (token.StartsWith("--no-") || token.StartsWith("--no_"))
        && OptionKey.IsSpelling(token[NegationLength..], key);

    private static bool IsNumber(string token)
    {
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return token == "-inf" || double.TryParse(token, Plain, CultureInfo.InvariantCulture, out _);
    }
}
