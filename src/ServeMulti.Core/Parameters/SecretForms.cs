using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ServeMulti.Parameters;

/// <summary>Recognises values that are secrets by what they look like.</summary>
internal static partial class SecretForms
{
    /// <summary>What takes the place of a secret.</summary>
    public const string Redacted = "REDACTED";

    private const int ShortestKey = 16;
    private const int ShortestMixedWord = 12;
    private const int LongestNumber = 8;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=~"
    );

    private static readonly string[] NoSecrets = ["true", "false", "none", "null", "nan", "inf", "auto", "default", "bearer", "basic"];

    /// <summary>Returns whether a value under the name of a secret may be one: it is no small number, no Boolean, and stands for no other
    /// text (<c>$KEY</c>, <c>***</c>).</summary>
    public static bool MayBeSecret(ReadOnlySpan<char> value) =>
        value.TrimStart("\"'\\") is [not ('$' or '<' or '{' or '%' or '('), ..]
        && value.IndexOfAnyExcept("*.xX") >= 0
        && !(value.Length < LongestNumber && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        && !value.StartsWith(Redacted, StringComparison.Ordinal)
        && !IsNoSecret(value);

    /// <summary>Returns whether a value looks like a generated key: long, without spaces, and with letters and digits mixed in one word of
    /// it.</summary>
    public static bool LooksLikeKey(ReadOnlySpan<char> value)
    {
        if (value.Length < ShortestKey || IsPath(value) || value.IndexOfAnyExcept(KeyCharacters) >= 0)
        {
            return KnownKey().IsMatch(value);
        }

        var start = 0;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] is not ('-' or '_' or '/'))
            {
                continue;
            }

            if (IsMixed(value[start..i]))
            {
                return true;
            }

            start = i + 1;
        }

        return KnownKey().IsMatch(value);
    }

    /// <summary>Returns whether a value is the path of a file, in which a secret may be, but which is none.</summary>
    public static bool IsPath(ReadOnlySpan<char> value) =>
        value.StartsWith("/") || value.StartsWith("./") || value.StartsWith("~/") || value.StartsWith("../");

    /// <summary>Matches the keys of well-known services by how they begin: <c>sk-</c>, <c>hf_</c>, <c>ghp_</c>, and JSON web
    /// tokens.</summary>
    [GeneratedRegex(
        @"(?<![A-Za-z0-9_-])(?:sk-(?=[\w-]*[0-9])[\w-]{12,}|hf_[A-Za-z0-9]{12,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|nvapi-[\w-]{16,}|gsk_\w{16,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,})"
    )]
    public static partial Regex KnownKey();

    private static bool IsMixed(ReadOnlySpan<char> word) =>
        word.Length >= ShortestMixedWord && word.ContainsAnyInRange('0', '9') && word.ContainsAnyExceptInRange('0', '9');

    private static bool IsNoSecret(ReadOnlySpan<char> value)
    {
        foreach (var word in NoSecrets)
        {
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
