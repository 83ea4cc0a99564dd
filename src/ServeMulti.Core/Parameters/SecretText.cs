using System.Text.RegularExpressions;

namespace ServeMulti.Parameters;

/// <summary>Replaces secrets in text by their form: behind the name of a secret, in a URL, behind <c>Bearer</c>, and keys that are known by
/// how they begin.</summary>
internal static partial class SecretText
{
    private const RegexOptions Words = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private const string R = SecretForms.Redacted;

    /// <summary>The characters without which a short text has none of the forms.</summary>
    private const string Signs = ":=\"' ";

    private const int ShortestWithoutSigns = 15;
    private const int LongestWord = 12;

    /// <summary>Replaces secrets.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Receives the secrets of a command; null for a text for people, in which a word behind a name is no
    /// secret.</param>
    public static string Redact(string text, SecretList? found = null)
    {
        if (text.Length < ShortestWithoutSigns && text.AsSpan().IndexOfAny(Signs) < 0)
        {
            return text;
        }

        var redacted = SecretJson.IsObjectOrArray(text) ? SecretJson.Redact(text, found) : text;
        if (!Trigger().IsMatch(redacted))
        {
            return redacted;
        }

        redacted = UserInfo().Replace(redacted, match => RedactUserInfo(match, found));
        redacted = QueryValue().Replace(redacted, match => RedactNamed(match, found, isCertain: true));
        redacted = Scheme().Replace(redacted, match => RedactScheme(match, found));
        redacted = OptionValue().Replace(redacted, match => RedactNamed(match, found, isCertain: false));
        redacted = Assignment().Replace(redacted, match => RedactNamed(match, found, isCertain: false));
        return SecretForms
            .KnownKey()
            .Replace(
                redacted,
                match =>
                {
                    found?.Add(match.Value);
                    return R;
                }
            );
    }

    private static string RedactUserInfo(Match match, SecretList? found)
    {
        var info = match.Groups["value"].Value;
        var colon = info.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 && !SecretForms.LooksLikeKey(info))
        {
            return match.Value;
        }

        found?.Add(info);
        found?.Add(info[(colon + 1)..]);
        found?.Add(Uri.UnescapeDataString(info[(colon + 1)..]));
        return $"{match.Groups["before"].Value}{R}";
    }

    /// <param name="match">A name and the value behind it.</param>
    /// <param name="found">Receives the value.</param>
    /// <param name="isCertain">Whether every value under a likely name is a secret; where not, one under a name that is not certain must
    /// look like a key.</param>
    private static string RedactNamed(Match match, SecretList? found, bool isCertain)
    {
        var name = match.Groups["name"].ValueSpan;
        var (before, value) = (match.Groups["before"].Value, match.Groups["value"].Value);
        var isInProse = found is null;
        if (
            (isInProse && char.IsWhiteSpace(before[^1]) && IsWord(value))
            || !SecretNames.AreLikely(name)
            || !SecretForms.MayBeSecret(value)
            || !(isCertain || SecretNames.AreCertain(name, isInProse) || SecretForms.LooksLikeKey(value))
        )
        {
            return match.Value;
        }

        found?.Add(value);
        return $"{before}{R}";
    }

    /// <summary>Behind the name of an option a text for people goes on: <c>the key of --api-key in the command</c>.</summary>
    private static bool IsWord(string value) => value.Length < LongestWord && value.All(char.IsAsciiLetterLower);

    private static string RedactScheme(Match match, SecretList? found)
    {
        var value = match.Groups["value"].Value;
        if (value.Length < 16 && value.AsSpan().IndexOfAnyInRange('0', '9') < 0)
        {
            return match.Value;
        }

        found?.Add(value);
        return $"{match.Groups["before"].Value}{R}";
    }

    [GeneratedRegex(
        @"key|token|secret|passw|passphrase|auth|credential|cookie|jwt|bearer|basic|header|://|sk-|hf_|gh[pousr]_|github_pat_|glpat-|xox|gsk_|AKIA|AIza|eyJ",
        Words
    )]
    private static partial Regex Trigger();

    // https://user:password@host
    [GeneratedRegex(@"(?<before>://)(?<value>[^/\s'""<>]+)(?=@)")]
    private static partial Regex UserInfo();

    // ?api_key=... and &token=...
    [GeneratedRegex(@"(?<before>[?&;](?<name>[\w.-]+)=)(?<value>[^&;\s#'""<>]+)")]
    private static partial Regex QueryValue();

    // Authorization: Bearer ...
    [GeneratedRegex(@"(?<before>\b(?:Bearer|Basic)\s+)(?<value>[A-Za-z0-9._~+/=-]{6,})", Words)]
    private static partial Regex Scheme();

    // --api-key ..., --api-key '...'
    [GeneratedRegex(
        @"(?<before>(?<![\w.-])--?(?<name>[\w.-]*(?:key|token|secret|passw|passphrase|auth|credential|cookie|jwt)[\w.-]*)\s+(?<quote>\\*[""'])?)(?<value>(?(quote)(?:(?!\k<quote>).)+|[^\s""'-][^\s""']*))",
        Words
    )]
    private static partial Regex OptionValue();

    // API_KEY=..., api_key: '...', "apiKey": "...", api_key=['...']
    [GeneratedRegex(
        @"(?<before>(?<![\w.])(?<name>[\w.-]*(?:key|token|secret|passw|passphrase|auth|credential|cookie|jwt)[\w.-]*)\\*[""']?\s*[:=]\s*\[?\s*(?<quote>\\*[""'])?)(?<value>(?(quote)(?:(?!\k<quote>).)+|[^\s""'\\,;&\])}]+))",
        Words
    )]
    private static partial Regex Assignment();
}
