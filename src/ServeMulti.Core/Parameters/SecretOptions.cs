namespace ServeMulti.Parameters;

/// <summary>Tells by their names which options are likely to hold a secret.</summary>
internal static class SecretOptions
{
    private const string Redacted = "REDACTED";

    private static readonly string[] Words =
    [
        "key",
        "token",
        "secret",
        "password",
        "passwd",
        "authorization",
        "credential",
        "credentials",
        "header",
        "headers",
    ];

    /// <summary>Returns whether a name looks like that of a secret: one of its parts is such a word. <c>max-tokens</c> and <c>tokenizer</c>
    /// are none; neither is <c>api-key-env</c>, which names a variable.</summary>
    public static bool IsLikely(string name) =>
        !name.EndsWith("-env", StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith("_env", StringComparison.OrdinalIgnoreCase)
        && HasSecretPart(name);

    private static bool HasSecretPart(string name) =>
        name.TrimStart('-').Split('-', '_', '.').Any(part => Words.Contains(part, StringComparer.OrdinalIgnoreCase))
        || name.Contains("apikey", StringComparison.OrdinalIgnoreCase);

    /// <summary>Replaces what is likely to be a secret in a command's arguments.</summary>
    public static IEnumerable<string> RedactAll(IEnumerable<string> arguments)
    {
        var isSecret = false;
        foreach (var argument in arguments)
        {
            var isOption = argument.StartsWith('-');
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? argument[..equals] : argument;
            if (isSecret && !isOption)
            {
                yield return Redacted;
            }
            else
            {
                yield return equals > 0 && HoldsSecret(name) ? $"{name}={Redacted}"
                : LooksLikeHeader(argument) ? Redacted
                : argument;
            }

            isSecret = (isOption && equals < 0 && HoldsSecret(name)) || (isSecret && !isOption && IsMoreOfHeaders(argument));
        }
    }

    private static bool HoldsSecret(string option) => option == "-H" || IsLikely(option);

    /// <summary>An option may take several headers: <c>--header A=1 B=2</c>.</summary>
    private static bool IsMoreOfHeaders(string argument) =>
        argument.Contains('=', StringComparison.Ordinal) || argument.Contains(':', StringComparison.Ordinal);

    private static bool LooksLikeHeader(string argument) =>
        argument.Contains("Bearer ", StringComparison.OrdinalIgnoreCase)
        || argument.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase);
}
