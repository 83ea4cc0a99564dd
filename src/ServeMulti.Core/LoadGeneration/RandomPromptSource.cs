namespace ServeMulti.LoadGeneration;

/// <summary>Prompts of random words, one token each in the tokenizers of today's models, with lengths drawn around a mean.</summary>
/// <remarks>
/// Lengths are as <c>vllm bench serve --dataset-name random</c> draws them: evenly from floor(n * (1 - ratio)) to ceil(n * (1 + ratio)).
/// </remarks>
internal sealed class RandomPromptSource(RandomPrompts lengths, int seed) : IPromptSource
{
    private const int PrefixStream = int.MinValue;

    private readonly string _prefix = RandomText.Write(new(seed, PrefixStream), lengths.PrefixLength);

    public LoadRequest Create(int index)
    {
        var random = new PromptRandom(seed, index);
        var input = Draw(ref random, lengths.InputLength, lengths.RangeRatio);
        var output = Draw(ref random, lengths.OutputLength, lengths.RangeRatio);
        return new(index, RandomText.Join(_prefix, RandomText.Write(random, input)), lengths.PrefixLength + input, Math.Max(1, output));
    }

    private static int Draw(ref PromptRandom random, int mean, double ratio) =>
        ratio == 0 ? mean : random.Between((int)Math.Floor(mean * (1 - ratio)), (int)Math.Ceiling(mean * (1 + ratio)));
}
