using ServeMulti.LoadGeneration.Prompts;

namespace ServeMulti.LlamaEngine.Model;

/// <summary>
/// The tokens of the random model, as SentencePiece has them: special ones, one for each byte, words with all their beginnings, syllables,
/// letters.
/// </summary>
/// <remarks>
/// The tokenizer joins the neighbours whose joint piece has the best score. Beginnings of words come first, so that a known word is one
/// token; other words fall apart into syllables, letters and bytes. There are more than 10,000 tokens, as in every language model of today:
/// clients draw token ids below that.
/// </remarks>
internal sealed class Vocabulary
{
    public const int Unknown = 0;
    public const int Begin = 1;
    public const int End = 2;

    /// <summary>The first token that an answer may hold, but for <see cref="End"/>: those before are special ones and bytes.</summary>
    public const int FirstPlain = 3 + 256;

    private const int Size = 10_240;
    private const string Space = "\u2581";
    private const string Vowels = "aeiou";
    private const string Consonants = "bcdfghjklmnpqrstvwxyz";

    private readonly HashSet<string> _known = [];

    public Vocabulary()
    {
        Add("<unk>", 0, Kind.Unknown);
        Add("<s>", 0, Kind.Control);
        Add("</s>", 0, Kind.Control);
        foreach (var value in Enumerable.Range(0, 256))
        {
            Add($"<0x{value:X2}>", 0, Kind.Byte);
        }

        foreach (var piece in Letters().Concat(Words()).Concat(Syllables()).Concat(InventedWords()))
        {
            if (Texts.Count < Size && _known.Add(piece))
            {
                // The earlier a piece comes, the better its score.
                Add(piece, -Texts.Count, Kind.Plain);
            }
        }
    }

    private enum Kind
    {
        Plain = 1,
        Unknown = 2,
        Control = 3,
        Byte = 6,
    }

    public List<string> Texts { get; } = [];

    public List<float> Scores { get; } = [];

    public List<int> Kinds { get; } = [];

    private void Add(string text, float score, Kind kind)
    {
        Texts.Add(text);
        Scores.Add(score);
        Kinds.Add((int)kind);
    }

    private static IEnumerable<string> Letters() =>
        Enumerable.Range('!', '~' - '!' + 1).Select(code => ((char)code).ToString()).Prepend(Space);

    private static IEnumerable<string> Words() => PromptWords.All.SelectMany(Beginnings);

    private static IEnumerable<string> Syllables() =>
        from consonant in Consonants
        from vowel in Vowels
        from syllable in new[] { $"{consonant}{vowel}", $"{vowel}{consonant}" }
        select syllable;

    private static IEnumerable<string> InventedWords() =>
        (
            from first in Consonants
            from second in Vowels
            from third in Consonants
            from fourth in Vowels
            select $"{first}{second}{third}{fourth}"
        ).SelectMany(Beginnings);

    private static IEnumerable<string> Beginnings(string word) => Enumerable.Range(1, word.Length).Select(length => Space + word[..length]);
}
