using System.Globalization;

namespace ServeMulti.FaultLab;

/// <summary>The options of a trial, as pairs of a name and a value, checked.</summary>
internal sealed class TrialArguments
{
    private readonly Dictionary<string, string> _values;

    private TrialArguments(Dictionary<string, string> values) => _values = values;

    /// <summary>Reads the words that follow a trial's name.</summary>
    /// <exception cref="ArgumentException">A word is no option of the trial, or has no value.</exception>
    public static TrialArguments Read(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> options)
    {
        var values = new Dictionary<string, string>(options);
        for (var index = 0; index < words.Count; index += 2)
        {
            if (!options.ContainsKey(words[index]) || index + 1 == words.Count)
            {
                throw new ArgumentException($"\"{words[index]}\" is no option here, or lacks its value.");
            }

            values[words[index]] = words[index + 1];
        }

        return new TrialArguments(values);
    }

    public string Text(string option) => _values[option];

    /// <summary>Returns a whole number, at least 0.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public int Number(string option) =>
        int.TryParse(_values[option], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"{option} takes a whole number, not \"{_values[option]}\".");
}
