namespace ServeMulti.Parameters;

/// <summary>Keeps an option of several values from taking a positional argument for one more of them.</summary>
internal static class OpenLists
{
    /// <summary>Moves each option of several values to the end, with its values, where words between it and a positional
    /// argument were removed or written anew.</summary>
    /// <remarks>One that a later occurrence overrides is removed: at the end it would be the last.</remarks>
    public static void Close(CommandTokens tokens, OptionForms forms)
    {
        if (forms.MultiValueOptions.Count == 0)
        {
            return;
        }

        for (var token = tokens.First; token is not null; token = token.Next)
        {
            if (token.State != TokenState.Detached || OptionToken.IsOption(token.Text))
            {
                continue;
            }

            // Before a list that goes there may be another.
            while (FindList(token, forms) is { } list)
            {
                MoveAway(tokens, list);
            }
        }
    }

    private static void MoveAway(CommandTokens tokens, CommandToken list)
    {
        var isOverridden = IsOverridden(list);
        tokens.MoveToEnd(list);
        if (isOverridden)
        {
            tokens.RemoveFrom(list);
        }
    }

    private static bool IsOverridden(CommandToken list)
    {
        for (var token = list.Next; token is not null; token = token.Next)
        {
            if (
                token.State is TokenState.Plain or TokenState.Detached
                && OptionToken.Match(token.Text, list.Text[2..]) != OptionOccurrence.None
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds the option of several values that would take a word for one of its own.</summary>
    private static CommandToken? FindList(CommandToken word, OptionForms forms)
    {
        var token = word.Previous;
        while (token is { State: TokenState.Plain } && !OptionToken.IsOption(token.Text))
        {
            token = token.Previous;
        }

        return
            token is not null
            && token.Text.StartsWith("--", StringComparison.Ordinal)
            && !token.Text.Contains('=', StringComparison.Ordinal)
            && forms.TakesSeveral(token.Text[2..])
            ? token
            : null;
    }
}
