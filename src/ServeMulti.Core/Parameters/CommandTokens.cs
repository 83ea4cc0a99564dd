namespace ServeMulti.Parameters;

/// <summary>What a word of a command is to the parameters that are still to be laid over it.</summary>
internal enum TokenState
{
    /// <summary>A word of the command.</summary>
    Plain,

    /// <summary>A word before which others were removed: it is not the value of the option that now precedes it.</summary>
    Detached,

    /// <summary>An option that an override wrote together with its value, or that value, which may look like an option. Never matched
    /// again.</summary>
    Written,

    /// <summary>A word that is gone.</summary>
    Removed,
}

/// <summary>A word of a command, or an option together with the values that an override wrote behind it.</summary>
internal sealed class CommandToken(int order, string text, TokenState state)
{
    /// <summary>Gets the place among the others: later ones have greater numbers.</summary>
    public int Order { get; } = order;

    public string Text { get; set; } = text;

    /// <summary>Gets or sets the words behind it that an override wrote with it.</summary>
    public string[] Values { get; set; } = [];

    public TokenState State { get; set; } = state;

    public int WordCount => 1 + Values.Length;

    /// <summary>Gets whether the word behind it is one of the command's, which is not an option.</summary>
    public bool HasPlainValueBehind => Next is { State: TokenState.Plain } next && !OptionToken.IsOption(next.Text);

    public CommandToken? Previous { get; set; }

    public CommandToken? Next { get; set; }
}

/// <summary>The words of a command up to a bare <c>--</c>: in order, with the options found by name where there are many.</summary>
internal sealed class CommandTokens
{
    // A scan is fastest for the few words that a command has; the index keeps very many parameters on very many words from taking forever.
    private const int Many = 512;

    private readonly Dictionary<string, List<NamedToken>>? _byName;
    private CommandToken? _last;
    private int _added;

    /// <param name="words">The words.</param>
    /// <param name="overrides">How many parameters are to be laid over them.</param>
    public CommandTokens(ReadOnlySpan<string> words, int overrides)
    {
        _byName = words.Length + overrides > Many ? new(StringComparer.Ordinal) : null;
        foreach (var word in words)
        {
            Add(word, [], TokenState.Plain);
        }
    }

    public CommandToken? First { get; private set; }

    /// <summary>Gets the number of words.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a token at the end.</summary>
    public void Add(string text, string[] values, TokenState state)
    {
        var token = new CommandToken(_added++, text, state) { Values = values };
        Link(token);
        Count += token.WordCount;
        Note(token);
    }

    private void Link(CommandToken token)
    {
        (token.Previous, token.Next) = (_last, null);
        if (_last is null)
        {
            First = token;
        }
        else
        {
            _last.Next = token;
        }

        _last = token;
    }

    /// <summary>Puts other words in the place of a token.</summary>
    public void Replace(CommandToken token, string text, string[] values, TokenState state)
    {
        Count -= token.WordCount;
        (token.Text, token.Values, token.State) = (text, values, state);
        Count += token.WordCount;
        Note(token);
    }

    public void Remove(CommandToken token)
    {
        Count -= token.WordCount;
        token.State = TokenState.Removed;
        Unlink(token);
    }

    /// <summary>Moves an option of several values to the end, together with those of the command's words that are its values.</summary>
    public void MoveToEnd(CommandToken option)
    {
        var token = option;
        var isLast = false;
        while (!isLast)
        {
            isLast = option.Values.Length > 0 || !token.HasPlainValueBehind;
            var next = token.Next;
            Unlink(token);
            Link(token);
            token = next!;
        }
    }

    /// <summary>Removes a token and all behind it.</summary>
    public void RemoveFrom(CommandToken first)
    {
        for (var token = first; token is not null; token = token.Next)
        {
            Remove(token);
        }
    }

    private void Unlink(CommandToken token)
    {
        if (token.Previous is null)
        {
            First = token.Next;
        }
        else
        {
            token.Previous.Next = token.Next;
        }

        if (token.Next is null)
        {
            _last = token.Previous;
        }
        else
        {
            token.Next.Previous = token.Previous;
        }
    }

    /// <summary>Returns the occurrences of an option, in order, for each of which something else is to be put or nothing.</summary>
    public List<CommandToken> Take(string key)
    {
        List<CommandToken> found = [];
        if (_byName is null)
        {
            for (var token = First; token is not null; token = token.Next)
            {
                AddOccurrence(found, token, key);
            }

            return found;
        }

        foreach (var spelling in OptionKey.Spell(key))
        {
            TakeNamed(found, spelling, key);
            TakeNamed(found, spelling + "=", key);
            TakeNamed(found, "no-" + spelling, key);
            TakeNamed(found, "no_" + spelling, key);
        }

        found.Sort(static (left, right) => left.Order.CompareTo(right.Order));
        return found;
    }

    private static void AddOccurrence(List<CommandToken> found, CommandToken token, string key)
    {
        if (token.State is TokenState.Plain or TokenState.Detached && OptionToken.Match(token.Text, key) != OptionOccurrence.None)
        {
            found.Add(token);
        }
    }

    // Every token of such a name is an occurrence, and goes: none is looked at twice, however many keys share a spelling.
    private void TakeNamed(List<CommandToken> found, string name, string key)
    {
        if (!_byName!.Remove(name, out var tokens))
        {
            return;
        }

        foreach (var (token, text) in tokens)
        {
            if (ReferenceEquals(token.Text, text))
            {
                AddOccurrence(found, token, key);
            }
        }
    }

    private void Note(CommandToken token)
    {
        if (_byName is null || token.State == TokenState.Written || !token.Text.StartsWith("--", StringComparison.Ordinal))
        {
            return;
        }

        var name = token.Text[2..(token.Text.IndexOf('=', StringComparison.Ordinal) + 1 is > 0 and var end ? end : token.Text.Length)];
        if (!_byName.TryGetValue(name, out var tokens))
        {
            _byName.Add(name, tokens = []);
        }

        tokens.Add(new(token, token.Text));
    }

    /// <param name="Token">The token.</param>
    /// <param name="Text">What it was when it was noted.</param>
    private readonly record struct NamedToken(CommandToken Token, string Text);
}
