using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>Random prompts with lengths drawn around a mean, as numbers of tokens or as words.</summary>
/// <remarks>
/// Lengths are as <c>vllm bench serve --dataset-name random</c> draws them: evenly from floor(n * (1 - ratio)) to ceil(n * (1 + ratio)).
/// </remarks>
internal sealed class RandomPromptSource(RandomPrompts lengths, int seed, PromptForm form = PromptForm.Words) : IPromptSource
{
    private const int PrefixStream = int.MinValue;

    private readonly DrawnPrompt _prefix = DrawnPrompt.Draw(form, new(seed, PrefixStream), lengths.PrefixLength);

    public LoadRequest Create(int index)
    {
        var random = new PromptRandom(seed, index);
        var input = Draw(ref random, lengths.InputLength, lengths.RangeRatio);
        var output = Draw(ref random, lengths.OutputLength, lengths.RangeRatio);
        return _prefix.Then(DrawnPrompt.Draw(form, random, input)).ToRequest(index, lengths.PrefixLength + input, Math.Max(1, output));
    }

    private static int Draw(ref PromptRandom random, int mean, double ratio) =>
        ratio == 0 ? mean : random.Between((int)Math.Floor(mean * (1 - ratio)), (int)Math.Ceiling(mean * (1 + ratio)));
}
