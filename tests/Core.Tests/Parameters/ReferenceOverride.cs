using System.Runtime.InteropServices;

namespace ServeMulti.Parameters;

/// <summary>The rules of overrides as a list of words says them best, one word after the other; slow for many words, and the measure of
/// what is fast.</summary>
internal sealed class ReferenceOverride
{
    private readonly List<Token> _tokens;

    private ReferenceOverride(ReadOnlySpan<string> arguments)
    {
        _tokens = new(arguments.Length + 8);
        foreach (var argument in arguments)
        {
            _tokens.Add(new(argument, TokenState.Plain));
        }
    }

    /// <summary>Returns the arguments with a set laid over them.</summary>
    public static string[] Apply(ReadOnlySpan<string> arguments, ParameterSet parameters)
    {
        var command = new ReferenceOverride(arguments);
        for (var i = 0; i < parameters.Count; i++)
        {
            command.Apply(parameters[i].Key, parameters[i].Value);
        }

        var result = new string[command._tokens.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = command._tokens[i].Text;
        }

        return result;
    }

    private int OptionsEnd
    {
        get
        {
            var end = _tokens.FindIndex(static token => token is { State: not TokenState.Written, Text: "--" });
            return end < 0 ? _tokens.Count : end;
        }
    }

    private void Apply(string key, ParameterValue value)
    {
        var first = FindNext(key, 0, out var occurrence);
        if (value.Kind == ParameterKind.Boolean)
        {
            WriteBoolean(key, value, first, occurrence);
        }
        else
        {
            WriteValue(key, value.Text, first, occurrence);
        }
    }

    private int FindNext(string key, int start, out OptionOccurrence occurrence)
    {
        var end = OptionsEnd;
        for (var i = start; i < end; i++)
        {
            occurrence = _tokens[i].State == TokenState.Written ? OptionOccurrence.None : OptionToken.Match(_tokens[i].Text, key);
            if (occurrence != OptionOccurrence.None)
            {
                return i;
            }
        }

        occurrence = OptionOccurrence.None;
        return -1;
    }

    private void WriteBoolean(string key, ParameterValue value, int first, OptionOccurrence occurrence)
    {
        var isTrue = value.Text == "True";
        var token = IsDotted(key) ? OptionKey.ToOption(key) + (isTrue ? "=true" : "=false") : OptionKey.ToOption(key, negated: !isTrue);
        if (first < 0)
        {
            _tokens.Insert(OptionsEnd, new(token, TokenState.Plain));
            return;
        }

        RemoveBoolean(first, occurrence, key);
        _tokens.Insert(first, new(token, TokenState.Plain));
        for (var i = FindNext(key, first + 1, out occurrence); i >= 0; i = FindNext(key, i, out occurrence))
        {
            RemoveBoolean(i, occurrence, key);
        }
    }

    private void WriteValue(string key, string value, int first, OptionOccurrence occurrence)
    {
        if (first < 0)
        {
            WritePair(OptionsEnd, OptionKey.ToOption(key), value);
            return;
        }

        var option = OptionOf(_tokens[first].Text, occurrence);
        Remove(first, HasValueBehind(first, occurrence));
        var next = occurrence == OptionOccurrence.Assigned ? WriteAssigned(first, option, value) : WritePair(first, option, value);
        for (var i = FindNext(key, next, out occurrence); i >= 0; i = FindNext(key, i, out occurrence))
        {
            Remove(i, HasValueBehind(i, occurrence));
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

    private int WritePair(int index, string option, string value)
    {
        // An argument parser would read "--key -value" as two options.
        if (OptionToken.IsOption(value))
        {
            return WriteAssigned(index, option, value);
        }

        _tokens.Insert(index, new(option, TokenState.Written));
        _tokens.Insert(index + 1, new(value, TokenState.Written));
        return index + 2;
    }

    private int WriteAssigned(int index, string option, string value)
    {
        _tokens.Insert(index, new($"{option}={value}", TokenState.Written));
        return index + 1;
    }

    // What stands behind a Boolean option may be a positional argument and stays; only behind a dotted one it is surely its value.
    private void RemoveBoolean(int index, OptionOccurrence occurrence, string key) =>
        Remove(index, IsDotted(key) && HasValueBehind(index, occurrence) && bool.TryParse(_tokens[index + 1].Text, out _));

    private bool HasValueBehind(int index, OptionOccurrence occurrence) =>
        occurrence == OptionOccurrence.Bare
        && index + 1 < OptionsEnd
        && _tokens[index + 1] is { State: TokenState.Plain, Text: var next }
        && !OptionToken.IsOption(next);

    private void Remove(int index, bool hasValue)
    {
        _tokens.RemoveRange(index, hasValue ? 2 : 1);
        if (index < _tokens.Count && _tokens[index].State == TokenState.Plain)
        {
            _tokens[index] = _tokens[index] with { State = TokenState.Detached };
        }
    }

    private enum TokenState
    {
        /// <summary>A word of the command.</summary>
        Plain,

        /// <summary>A word before which others were removed: it is not the value of the option that stands before it now.</summary>
        Detached,

        /// <summary>An option that an override wrote together with its value, or that value, which may look like an option. Never matched
        /// again.</summary>
        Written,
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Token(string Text, TokenState State);
}
