using System.Globalization;

namespace ServeMulti.SearchLab;

/// <summary>The words on the command line; without any part named, every part runs.</summary>
internal sealed class LabArguments(string[] words)
{
    private static readonly string[] Parts = ["rate", "four", "fixed", "concurrency", "others", "odd"];

    private bool NamesNoPart => !Array.Exists(words, w => Parts.Contains(w));

    public bool Has(string part) => Array.Exists(words, w => w == part) || (NamesNoPart && Parts.Contains(part));

    public string? Text(string option)
    {
        int at = Array.IndexOf(words, option);
        return at >= 0 && at + 1 < words.Length ? words[at + 1] : null;
    }

    public long Number(string option, long fallback) => Text(option) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
