using System.Text.Json;

namespace ServeMulti.Parameters;

/// <summary>Lays parameters over the arguments of a command, one after the other. The work grows with the arguments and the parameters, not
/// with their product.</summary>
internal sealed class CommandOverride
{
    private readonly CommandTokens _tokens;
    private readonly OptionForms _forms;

    private CommandOverride(ReadOnlySpan<string> options, int overrides, OptionForms forms)
    {
        _tokens = new(options, overrides);
        _forms = forms;
    }

    /// <summary>Returns the arguments with a set laid over them.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="end">Where options end among them.</param>
    /// <param name="parameters">The set.</param>
    /// <param name="forms">What is known of the program's options.</param>
    public static string[] Apply(ReadOnlySpan<string> arguments, int end, ParameterSet parameters, OptionForms forms)
    {
        var command = new CommandOverride(arguments[..end], parameters.Count, forms);
        for (var i = 0; i < parameters.Count; i++)
        {
            command.Apply(parameters[i].Key, parameters[i].Value);
        }

        OpenLists.Close(command._tokens, forms);
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
            foreach (var value in token.Values)
            {
                result[count++] = value;
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
            WriteValues(key, _forms.TakesSeveral(key) ? Split(value) : [value.Text], occurrences);
        }
    }

    private static string[] Split(ParameterValue value) =>
        value.Kind == ParameterKind.Json && value.ToElement() is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(SpellItem)]
            : [value.Text];

    private static string SpellItem(JsonElement item) =>
        item.ValueKind is JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False
            ? item.GetRawText()
            : ParameterValue.FromJson(item).Text;

    private void WriteBoolean(string key, bool isTrue, List<CommandToken> occurrences)
    {
        // Options of several values have no --no- form either.
        if (!isTrue && _forms.TakesSeveral(key))
        {
            WriteValues(key, [], occurrences);
            return;
        }

        foreach (var occurrence in occurrences)
        {
            RemoveValues(occurrence, HasBooleanBehind(occurrence, key) ? 1 : 0);
        }

        if (!isTrue && _forms.IsPlainSwitch(key))
        {
            RemoveAll(occurrences);
            return;
        }

        var text = IsDotted(key) ? OptionKey.ToOption(key) + (isTrue ? "=true" : "=false") : OptionKey.ToOption(key, negated: !isTrue);
        Write(occurrences, text, [], TokenState.Plain);
    }

    private void WriteValues(string key, string[] values, List<CommandToken> occurrences)
    {
        foreach (var occurrence in occurrences)
        {
            RemoveValues(occurrence, CountValuesBehind(occurrence, key));
        }

        if (values.Length == 0)
        {
            RemoveAll(occurrences);
            return;
        }

        var form = occurrences.Count == 0 ? OptionOccurrence.None : OptionToken.Match(occurrences[0].Text, key);
        var option = form == OptionOccurrence.None ? OptionKey.ToOption(key) : OptionOf(occurrences[0].Text, form);
        var (text, behind) = Spell(option, values, form == OptionOccurrence.Assigned);
        Write(occurrences, text, behind, TokenState.Written);
    }

    /// <summary>Puts an option in the place of the first occurrence, and nothing in that of the others; at the end if there is
    /// none.</summary>
    private void Write(List<CommandToken> occurrences, string text, string[] values, TokenState state)
    {
        if (occurrences.Count == 0)
        {
            _tokens.Add(text, values, state);
            return;
        }

        _tokens.Replace(occurrences[0], text, values, state);
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

    private static string OptionOf(string token, OptionOccurrence occurrence) =>
        occurrence switch
        {
            OptionOccurrence.Assigned => token[..token.IndexOf('=', StringComparison.Ordinal)],
            OptionOccurrence.Negated => "--" + token["--no-".Length..],
            _ => token,
        };

    // An argument parser would read "--key -value" as two options.
    private (string Text, string[] Behind) Spell(string option, string[] values, bool isAssigned) =>
        values is [var value] && _forms.AcceptsAssignedValues && (isAssigned || OptionToken.IsOption(value))
            ? ($"{option}={value}", [])
            : (option, values);

    // The word after a Boolean option may be a positional argument and stays; only after a dotted one it is surely its value.
    private static bool HasBooleanBehind(CommandToken option, string key) =>
        IsDotted(key)
        && OptionToken.Match(option.Text, key) == OptionOccurrence.Bare
        && option.HasPlainValueBehind
        && bool.TryParse(option.Next!.Text, out _);

    private int CountValuesBehind(CommandToken option, string key)
    {
        if (OptionToken.Match(option.Text, key) != OptionOccurrence.Bare)
        {
            return 0;
        }

        var most = _forms.TakesSeveral(key) ? int.MaxValue : 1;
        var count = 0;
        for (var token = option; count < most && token.HasPlainValueBehind; token = token.Next!)
        {
            count++;
        }

        return count;
    }

    // The word after an occurrence that is removed or rewritten is not the value of the word that then precedes it.
    private void RemoveValues(CommandToken option, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _tokens.Remove(option.Next!);
        }

        if (option.Next is { State: TokenState.Plain } next)
        {
            next.State = TokenState.Detached;
        }
    }
}
