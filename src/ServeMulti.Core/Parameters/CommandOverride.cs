namespace ServeMulti.Parameters;

/// <summary>Lays parameters over the arguments of a command, one after the other.</summary>
internal sealed class CommandOverride
{
    private readonly List<string> _tokens;

    // Tokens that an override wrote together with a value: a value may look like an option, and must never be taken for one.
    private readonly List<bool> _written;

    private CommandOverride(ReadOnlySpan<string> arguments)
    {
        _tokens = new(arguments.Length + 4);
        _tokens.AddRange(arguments);
        _written = [.. Enumerable.Repeat(false, arguments.Length)];
    }

    /// <summary>Returns the arguments with a set laid over them.</summary>
    public static List<string> Apply(ReadOnlySpan<string> arguments, ParameterSet parameters)
    {
        var command = new CommandOverride(arguments);
        for (var i = 0; i < parameters.Count; i++)
        {
            command.Apply(parameters[i].Key, parameters[i].Value);
        }

        return command._tokens;
    }

    private int OptionsEnd
    {
        get
        {
            for (var i = 0; i < _tokens.Count; i++)
            {
                if (!_written[i] && _tokens[i] == "--")
                {
                    return i;
                }
            }

            return _tokens.Count;
        }
    }

    private void Apply(string key, ParameterValue value)
    {
        var first = FindNext(key, 0, out var occurrence);
        if (value.Kind == ParameterKind.Boolean)
        {
            WriteBoolean(key, value, first);
        }
        else
        {
            WriteValue(key, value.Text, first, occurrence);
        }
    }

    private int FindNext(string key, int start, out OptionOccurrence occurrence)
    {
        for (var (i, end) = (start, OptionsEnd); i < end; i++)
        {
            occurrence = _written[i] ? OptionOccurrence.None : OptionToken.Match(_tokens[i], key);
            if (occurrence != OptionOccurrence.None)
            {
                return i;
            }
        }

        occurrence = OptionOccurrence.None;
        return -1;
    }

    private void WriteBoolean(string key, ParameterValue value, int first)
    {
        var isTrue = value.Text == "True";
        var token = key.Contains('.', StringComparison.Ordinal)
            ? OptionKey.ToOption(key) + (isTrue ? "=true" : "=false")
            : OptionKey.ToOption(key, negated: !isTrue);
        if (first < 0)
        {
            Insert(OptionsEnd, token, written: false);
            return;
        }

        _tokens[first] = token;
        for (var i = FindNext(key, first + 1, out _); i >= 0; i = FindNext(key, i, out _))
        {
            Remove(i);
        }
    }

    private void WriteValue(string key, string value, int first, OptionOccurrence occurrence)
    {
        if (first < 0)
        {
            WritePair(OptionsEnd, OptionKey.ToOption(key), value);
            return;
        }

        var option = OptionOf(_tokens[first], occurrence);
        RemoveOccurrence(first, occurrence);
        var next = occurrence == OptionOccurrence.Assigned ? WriteAssigned(first, option, value) : WritePair(first, option, value);
        for (var i = FindNext(key, next, out occurrence); i >= 0; i = FindNext(key, i, out occurrence))
        {
            RemoveOccurrence(i, occurrence);
        }
    }

    private static string OptionOf(string token, OptionOccurrence occurrence) => occurrence switch
    {
        OptionOccurrence.Assigned => token[..token.IndexOf('=', StringComparison.Ordinal)],
        OptionOccurrence.Negated => "--" + token["--no-".Length..],
        _ => token,
    };

    private int WritePair(int index, string option, string value)
    {
        // An argument parser would read "--key --value" as two options.
        if (value.StartsWith("--", StringComparison.Ordinal))
        {
            return WriteAssigned(index, option, value);
        }

        Insert(index, option, written: true);
        Insert(index + 1, value, written: true);
        return index + 2;
    }

    private int WriteAssigned(int index, string option, string value)
    {
        Insert(index, $"{option}={value}", written: true);
        return index + 1;
    }

    private void RemoveOccurrence(int index, OptionOccurrence occurrence)
    {
        var hasValue = occurrence == OptionOccurrence.Bare && index + 1 < OptionsEnd && !_written[index + 1] && !OptionToken.IsOption(_tokens[index + 1]);
        Remove(index);
        if (hasValue)
        {
            Remove(index);
        }
    }

    private void Insert(int index, string token, bool written)
    {
        _tokens.Insert(index, token);
        _written.Insert(index, written);
    }

    private void Remove(int index)
    {
        _tokens.RemoveAt(index);
        _written.RemoveAt(index);
    }
}
