namespace ServeMulti.Parameters;

/// <summary>Lays parameters over the arguments of a command, one after the other. The work grows with the arguments and the parameters, not with their product.</summary>
internal sealed class CommandOverride
{
    private readonly CommandTokens _tokens;

    private CommandOverride(ReadOnlySpan<string> options, int overrides) => _tokens = new(options, overrides);

    /// <summary>Returns the arguments with a set laid over them.</summary>
    public static string[] Apply(ReadOnlySpan<string> arguments, ParameterSet parameters)
    {
        var end = OptionToken.FindOptionsEnd(arguments);
        var command = new CommandOverride(arguments[..end], parameters.Count);
        for (var i = 0; i < parameters.Count; i++)
        {
            command.Apply(parameters[i].Key, parameters[i].Value);
        }

        var result = new string[command._tokens.Count + arguments.Length - end];
        command.CopyTo(result);
        arguments[end..].CopyTo(result.AsSpan(command._tokens.Count));
        return result;
    }

    private void CopyTo(string[] result)
    {
        var count = 0;
        for (var token = _tokens.First; token is not null; token = token.Next)
        {
            result[count++] = token.Text;
            if (token.Value is not null)
            {
                result[count++] = token.Value;
            }
        }
    }

    private void Apply(string key, ParameterValue value)
    {
        var occurrences = _tokens.Take(key);
        if (value.Kind == ParameterKind.Boolean)
        {
            WriteBoolean(key, value.Text == "True", occurrences);
        }
        else
        {
            WriteValue(key, value.Text, occurrences);
        }
    }

    private void WriteBoolean(string key, bool isTrue, List<CommandToken> occurrences)
    {
        var text = IsDotted(key)
            ? OptionKey.ToOption(key) + (isTrue ? "=true" : "=false")
            : OptionKey.ToOption(key, negated: !isTrue);
        if (occurrences.Count == 0)
        {
            _tokens.Add(text, null, TokenState.Plain);
            return;
        }

        foreach (var occurrence in occurrences)
        {
            RemoveValue(occurrence, HasBooleanBehind(occurrence, key));
        }

        _tokens.Replace(occurrences[0], text, null, TokenState.Plain);
        RemoveAll(occurrences.Skip(1));
    }

    private void WriteValue(string key, string value, List<CommandToken> occurrences)
    {
        if (occurrences.Count == 0)
        {
            var (added, behind) = Spell(OptionKey.ToOption(key), value, isAssigned: false);
            _tokens.Add(added, behind, TokenState.Written);
            return;
        }

        foreach (var occurrence in occurrences)
        {
            RemoveValue(occurrence, HasValueBehind(occurrence, key));
        }

        var form = OptionToken.Match(occurrences[0].Text, key);
        var (text, valueBehind) = Spell(OptionOf(occurrences[0].Text, form), value, form == OptionOccurrence.Assigned);
        _tokens.Replace(occurrences[0], text, valueBehind, TokenState.Written);
        RemoveAll(occurrences.Skip(1));
    }

    private void RemoveAll(IEnumerable<CommandToken> occurrences)
    {
        foreach (var occurrence in occurrences)
        {
            _tokens.Remove(occurrence);
        }
    }

    private static bool IsDotted(string key) => key.Contains('.', StringComparison.Ordinal);

    private static string OptionOf(string token, OptionOccurrence occurrence) => occurrence switch
    {
        OptionOccurrence.Assigned => token[..token.IndexOf('=', StringComparison.Ordinal)],
        OptionOccurrence.Negated => "--" + token["--no-".Length..],
        _ => token,
    };

    // An argument parser would read "--key --value" as two options.
    private static (string Text, string? Behind) Spell(string option, string value, bool isAssigned) =>
        isAssigned || value.StartsWith("--", StringComparison.Ordinal) ? ($"{option}={value}", null) : (option, value);

    // What stands behind a Boolean option may be a positional argument and stays; only behind a dotted one it is surely its value.
    private static bool HasBooleanBehind(CommandToken option, string key) =>
        IsDotted(key) && HasValueBehind(option, key) && bool.TryParse(option.Next!.Text, out _);

    private static bool HasValueBehind(CommandToken option, string key) =>
        OptionToken.Match(option.Text, key) == OptionOccurrence.Bare
        && option.Next is { State: TokenState.Plain, Text: var next }
        && !OptionToken.IsOption(next);

    // What stands behind an occurrence that goes, or is written anew, is not the value of what stands before it then.
    private void RemoveValue(CommandToken option, bool hasValue)
    {
        if (hasValue)
        {
            _tokens.Remove(option.Next!);
        }

        if (option.Next is { State: TokenState.Plain } next)
        {
            next.State = TokenState.Detached;
        }
    }
}
