namespace ServeMulti.LoadGeneration;

/// <summary>Prompts of random words behind one of a few prefixes, drawn evenly.</summary>
internal sealed class PrefixRepetitionSource(PrefixRepetitionPrompts lengths, int seed) : IPromptSource
{
    private const int FirstPrefixStream = int.MinValue;

    private readonly string[] _prefixes =
        [.. Enumerable.Range(0, lengths.NumPrefixes).Select(number => RandomText.Write(new(seed, FirstPrefixStream + number), lengths.PrefixLength))];

    public LoadRequest Create(int index)
    {
        var random = new PromptRandom(seed, index);
        var prefix = _prefixes[random.Next(_prefixes.Length)];
        var prompt = RandomText.Join(prefix, RandomText.Write(random, lengths.SuffixLength));
        return new(index, prompt, lengths.PrefixLength + lengths.SuffixLength, lengths.OutputLength);
    }
}
