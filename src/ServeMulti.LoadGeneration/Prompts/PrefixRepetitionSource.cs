using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>Random prompts behind one of a few prefixes, drawn evenly, as numbers of tokens or as words.</summary>
internal sealed class PrefixRepetitionSource(PrefixRepetitionPrompts lengths, int seed, PromptForm form = PromptForm.Words) : IPromptSource
{
    private const int FirstPrefixStream = int.MinValue;

    private readonly DrawnPrompt[] _prefixes =
    [
        .. Enumerable
            .Range(0, lengths.NumPrefixes)
            .Select(number => DrawnPrompt.Draw(form, new(seed, FirstPrefixStream + number), lengths.PrefixLength)),
    ];

    public LoadRequest Create(int index)
    {
        var random = new PromptRandom(seed, index);
        var prefix = _prefixes[random.Next(_prefixes.Length)];
        return prefix
            .Then(DrawnPrompt.Draw(form, random, lengths.SuffixLength))
            .ToRequest(index, lengths.PrefixLength + lengths.SuffixLength, lengths.OutputLength);
    }
}
