using System.Text;

namespace ServeMulti.LoadGeneration;

/// <summary>Prompts of random words, one token each in the tokenizers of today's models, with lengths drawn around a mean.</summary>
/// <remarks>
/// Lengths are as <c>vllm bench serve --dataset-name random</c> draws them: evenly from floor(n * (1 - ratio)) to ceil(n * (1 + ratio)).
/// </remarks>
internal sealed class RandomPromptSource(RandomPrompts lengths, int seed) : IPromptSource
{
    private const int PrefixStream = int.MinValue;

    private readonly string _prefix = Write(new PromptRandom(seed, PrefixStream), lengths.PrefixLength);

    public LoadRequest Create(int index)
    {
        var random = new PromptRandom(seed, index);
        var input = Draw(ref random, lengths.InputLength, lengths.RangeRatio);
        var output = Draw(ref random, lengths.OutputLength, lengths.RangeRatio);
        var body = Write(random, input);
        var prompt = _prefix.Length == 0 ? body : body.Length == 0 ? _prefix : _prefix + " " + body;
        return new(index, prompt, lengths.PrefixLength + input, Math.Max(1, output));
    }

    private static int Draw(ref PromptRandom random, int mean, double ratio) =>
        ratio == 0 ? mean : random.Between((int)Math.Floor(mean * (1 - ratio)), (int)Math.Ceiling(mean * (1 + ratio)));

    private static string Write(PromptRandom random, int words)
    {
        var text = new StringBuilder(words * 6);
        for (var i = 0; i < words; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(PromptWords.All[random.Next(PromptWords.All.Length)]);
        }

        return text.ToString();
    }
}
