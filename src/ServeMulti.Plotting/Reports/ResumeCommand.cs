using System.Text;
using System.Text.RegularExpressions;

namespace ServeMulti.Plotting.Reports;

/// <summary>The command line that resumes an experiment, as it was stored, and the changes that a piece of advice makes to it.</summary>
internal sealed partial class ResumeCommand
{
    private const string Place = "{experiment}";

    private readonly string _text;

    /// <param name="stored">The stored text, in which <c>{experiment}</c> stands for the name.</param>
    /// <param name="name">The name of the experiment.</param>
    public ResumeCommand(string stored, string name) => _text = stored.Replace(Place, Quote(name), StringComparison.Ordinal);

    /// <summary>Gets whether values must be filled in first.</summary>
    public bool HasHidden => _text.Contains("REDACTED", StringComparison.Ordinal);

    /// <summary>Returns the command, with options instead of those of the same name, or in addition.</summary>
    /// <param name="options">The options as they are written; a value follows its name after a blank.</param>
    public string With(params IEnumerable<string> options)
    {
        var words = Split(_text);
        foreach (var option in options)
        {
            var name = option.Split(' ')[0];
            var place = words.FindIndex(word => word == name || word.StartsWith(name + "=", StringComparison.Ordinal));
            if (place < 0)
            {
                words.Add(option);
            }
            else
            {
                var takesNext = words[place] == name && option.Length > name.Length && place + 1 < words.Count;
                words[place] = option;
                if (takesNext)
                {
                    words.RemoveAt(place + 1);
                }
            }
        }

        return string.Join(' ', words);
    }

    public override string ToString() => _text;

    /// <summary>Splits text at the blanks outside quotes; each word stays as it is written.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        for (var place = 0; place < text.Length; place++)
        {
            var character = text[place];
            if (character == ' ' && quote == '\0')
            {
                words.Add(word.ToString());
                word.Clear();
                continue;
            }

            if (character == '\\' && quote != '\'' && place + 1 < text.Length)
            {
                word.Append(character);
                character = text[++place];
            }
            else if (character is '\'' or '"')
            {
                quote =
                    quote == '\0' ? character
                    : quote == character ? '\0'
                    : quote;
            }

            word.Append(character);
        }

        words.Add(word.ToString());
        return [.. words.Where(one => one.Length > 0)];
    }

    private static string Quote(string word) =>
        PlainWord().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9@%+=:,./_-]+\z")]
    private static partial Regex PlainWord();
}
