using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>The prompts of a file in an order drawn by the seed; where there are fewer than requests they come again.</summary>
internal sealed class ListedPromptSource : IPromptSource
{
    private const int DefaultOutputTokens = 256;
    private const int OrderStream = int.MinValue;

    private readonly IReadOnlyList<ListedPrompt> _prompts;
    private readonly int? _outputLength;
    private readonly int[] _order;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="prompts">The prompts, at least one.</param>
    /// <param name="outputLength">The length of every answer; null: what the file says.</param>
    /// <param name="seed">Where the draw of the order begins.</param>
    public ListedPromptSource(IReadOnlyList<ListedPrompt> prompts, int? outputLength, int seed)
    {
        _prompts = prompts;
        _outputLength = outputLength;
        _order = Shuffle(prompts.Count, new(seed, OrderStream));
    }

    public LoadRequest Create(int index)
    {
        // Warm-ups have numbers below 0: they take prompts from the other end.
        var place = ((index % _order.Length) + _order.Length) % _order.Length;
        var prompt = _prompts[_order[place]];
        return new(
            index,
            prompt.Text,
            ListedPrompt.EstimateTokens(prompt.Text),
            _outputLength ?? prompt.OutputTokens ?? DefaultOutputTokens
        )
        {
            IsInputLengthAsked = false,
        };
    }

    private static int[] Shuffle(int count, PromptRandom random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (var i = count - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
