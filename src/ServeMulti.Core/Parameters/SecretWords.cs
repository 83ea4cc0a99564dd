namespace ServeMulti.Parameters;

/// <summary>Replaces what is likely to be a secret in the arguments of a command: by the option or variable before it, and by its
/// form.</summary>
internal static class SecretWords
{
    // curl's user:password.
    private static readonly string[] UserOptions = ["-u", "--user", "--proxy-user"];

    /// <summary>Replaces secrets.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="found">Receives the secrets.</param>
    /// <returns>The arguments, as many as before; the same list where there is no secret.</returns>
    public static string[] Redact(string[] arguments, SecretList found)
    {
        var redacted = new string[arguments.Length];
        string? option = null;
        var isFurther = false;
        for (var i = 0; i < redacted.Length; i++)
        {
            var argument = arguments[i];
            if (
                option is not null
                && !argument.StartsWith('-')
                && Holds(option, argument)
                && (!isFurther || SecretForms.LooksLikeKey(argument))
            )
            {
                redacted[i] = SecretForms.Redacted;
                CollectValue(option, argument, found);
                isFurther = !IsMoreOfHeaders(argument);
                continue;
            }

            redacted[i] = RedactWord(argument, found);
            NoteVariable(option, argument, found);
            (option, isFurther) = (IsBareOption(argument) ? argument : null, false);
        }

        // What one option names a secret may be repeated elsewhere.
        for (var i = 0; found.HasAny && i < redacted.Length; i++)
        {
            redacted[i] = found.RedactWithinWords(redacted[i]);
        }

        return redacted.AsSpan().SequenceEqual(arguments) ? arguments : redacted;
    }

    /// <summary>Returns whether a parameter of a command holds a secret: a value under a name that can only be that of one, or of the form
    /// of a key.</summary>
    public static bool HoldSecret(string key, string value)
    {
        var found = new SecretList();
        _ = Redact([$"--{key}={value}"], found);
        return found.HasLong;
    }

    private static bool IsBareOption(string argument) => argument.StartsWith('-') && !argument.Contains('=', StringComparison.Ordinal);

    private static bool Holds(string option, string value) =>
        option == "-H" || SecretNames.AreLikely(option) || (UserOptions.Contains(option) && value.Contains(':', StringComparison.Ordinal));

    private static string RedactWord(string argument, SecretList found)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && (argument[0] == '-' || CommandWrapper.IsAssignment(argument)))
        {
            var (name, value) = (argument[..equals], argument[(equals + 1)..]);
            if (Holds(name, value))
            {
                CollectValue(name, value, found);
                return $"{name}={SecretForms.Redacted}";
            }

            NoteVariable(name, value, found);
            return $"{name}={RedactWord(value, found)}";
        }

        if (IsHeader(argument))
        {
            CollectValue("-H", argument, found);
            return SecretForms.Redacted;
        }

        var redacted = SecretText.Redact(argument, found);
        return
            argument.Contains("Bearer ", StringComparison.OrdinalIgnoreCase)
            && !redacted.Contains(SecretForms.Redacted, StringComparison.Ordinal)
            ? SecretForms.Redacted
            : redacted;
    }

    private static void CollectValue(string option, string value, SecretList found)
    {
        if (option != "-H" && !SecretNames.AreOfHeaders(option))
        {
            if (SecretNames.AreCertain(option) || UserOptions.Contains(option) || SecretForms.LooksLikeKey(value))
            {
                found.Add(value);
                found.Add(value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            }

            _ = SecretText.Redact(value, found);
            return;
        }

        var separator = value.AsSpan().IndexOfAny(':', '=');
        var header = separator < 0 ? "" : value[..separator];
        var secret = SecretList.OfHeader(value[(separator + 1)..]);
        if (SecretNames.AreCertain(header) || SecretForms.LooksLikeKey(secret))
        {
            found.Add(secret);
        }
    }

    /// <summary>An option such as <c>--api-key-env NAME</c> names the variable that holds a secret.</summary>
    private static void NoteVariable(string? option, string value, SecretList found)
    {
        if (option is not null && SecretNames.AreOfVariables(option) && Environment.GetEnvironmentVariable(value) is { } secret)
        {
            found.Add(secret);
        }
    }

    /// <summary>An option may take several headers: <c>--header A=1 B=2</c>.</summary>
    private static bool IsMoreOfHeaders(string argument) =>
        argument.Contains('=', StringComparison.Ordinal) || argument.Contains(':', StringComparison.Ordinal);

    private static bool IsHeader(string argument) =>
        argument.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase)
        || argument.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
}
