namespace ServeMulti.Launching;

/// <summary>Finds options in arguments as a server's own parser would: the last occurrence wins, and nothing behind a bare <c>--</c> is
/// one.</summary>
internal static class CommandOptions
{
    /// <summary>Finds the last occurrence of an option.</summary>
    /// <param name="arguments">The arguments to look in.</param>
    /// <param name="options">The option's spellings, such as <c>--port</c> and <c>-p</c>; long ones are found with <c>-</c> and <c>_</c>
    /// alike.</param>
    /// <returns>The spelling that was found and its value; null and null where it is absent, a null value where it has none.</returns>
    public static (string? Option, string? Value) FindLast(IReadOnlyList<string> arguments, IReadOnlyList<string> options)
    {
        (string? Option, string? Value) found = (null, null);
        for (var index = 0; index < arguments.Count && arguments[index] != "--"; index++)
        {
            if (TryMatch(arguments[index], options) is not { } match)
            {
                continue;
            }

            if (match.Value is null && index + 1 < arguments.Count && !LooksLikeOption(arguments[index + 1]))
            {
                index++;
                match.Value = arguments[index];
            }

            found = match;
        }

        return found;
    }

    private static (string? Option, string? Value)? TryMatch(string argument, IReadOnlyList<string> options)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument : argument[..equals];
        var value = equals < 0 ? null : argument[(equals + 1)..];
        foreach (var option in options)
        {
            if (Spell(name) == Spell(option))
            {
                return (option, value);
            }

            // A short option may have its value attached: -p8001.
            if (
                option.Length == 2
                && argument.Length > 2
                && argument.StartsWith(option, StringComparison.Ordinal)
                && char.IsAsciiDigit(argument[2])
            )
            {
                return (option, argument[2..]);
            }
        }

        return null;
    }

    private static string Spell(string option) => option.StartsWith("--", StringComparison.Ordinal) ? option.Replace('_', '-') : option;

    private static bool LooksLikeOption(string argument) =>
        argument.Length > 1 && argument[0] == '-' && !char.IsAsciiDigit(argument[1]) && argument[1] != '.';
}
