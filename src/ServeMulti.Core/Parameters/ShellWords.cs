using System.Buffers;
using System.Text;

namespace ServeMulti.Parameters;

/// <summary>Splits and quotes text by the word rules of POSIX shells; nothing is expanded and no operator is known.</summary>
internal static class ShellWords
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%_+=:,./-"
    );

    /// <summary>Splits text into words.</summary>
    /// <exception cref="InvalidInputException">A quote is not closed, the text ends in a backslash, or holds a NUL character.</exception>
    public static List<string> Split(string text)
    {
        if (text.Contains('\0'))
        {
            throw new InvalidInputException($"command {Excerpt.Of(text)}: holds a NUL character, which no argument can hold; remove it.");
        }

        List<string> words = [];
        var word = new StringBuilder();
        var inWord = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case ' ' or '\t' or '\r' or '\n':
                    if (inWord)
                    {
                        words.Add(word.ToString());
                        word.Clear();
                        inWord = false;
                    }

                    break;
                case '\'':
                    inWord = true;
                    i = ReadSingleQuoted(text, i, word);
                    break;
                case '"':
                    inWord = true;
                    i = ReadDoubleQuoted(text, i, word);
                    break;
                case '\\' when i + 1 == text.Length:
                    throw new InvalidInputException(
                        $"command {Excerpt.Of(text)}: ends in a backslash that escapes nothing; remove or double it."
                    );
                case '\\' when text[i + 1] == '\n':
                    i++;
                    break;
                case '\\':
                    inWord = true;
                    word.Append(text[++i]);
                    break;
                default:
                    inWord = true;
                    word.Append(text[i]);
                    break;
            }
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Appends a word so that a POSIX shell reads it back unchanged.</summary>
    public static void AppendQuoted(StringBuilder output, string word)
    {
        if (word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain))
        {
            output.Append(word);
            return;
        }

        AppendAlwaysQuoted(output, word);
    }

    /// <summary>Appends the first word of a command: a <c>=</c> in it is quoted, or a shell would take it for an assignment.</summary>
    public static void AppendQuotedExecutable(StringBuilder output, string word)
    {
        if (word.Contains('='))
        {
            AppendAlwaysQuoted(output, word);
            return;
        }

        AppendQuoted(output, word);
    }

    private static void AppendAlwaysQuoted(StringBuilder output, string word) =>
        output.Append('\'').Append(word.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');

    private static int ReadSingleQuoted(string text, int open, StringBuilder word)
    {
        var close = text.IndexOf('\'', open + 1);
        if (close < 0)
        {
            throw NotClosed(text, open);
        }

        word.Append(text, open + 1, close - open - 1);
        return close;
    }

    private static int ReadDoubleQuoted(string text, int open, StringBuilder word)
    {
        for (var i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i;
            }

            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '$' or '`' or '"' or '\\' or '\n')
            {
                i++;
                if (text[i] == '\n')
                {
                    continue;
                }
            }

            word.Append(text[i]);
        }

        throw NotClosed(text, open);
    }

    private static InvalidInputException NotClosed(string text, int open)
    {
        var quote = text[open] == '"' ? "double" : "single";
        return new(
            $"command {Excerpt.Of(text)}: the {quote} quote at character {open + 1} is not closed; close it, or put a backslash before it."
        );
    }
}
