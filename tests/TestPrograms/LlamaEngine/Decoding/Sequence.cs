using System.Threading.Channels;

namespace ServeMulti.LlamaEngine.Decoding;

/// <summary>One request within the engine: its prompt, what it asks for, and the tokens of its answer as they come.</summary>
internal sealed class Sequence
{
    private readonly Channel<int> _tokens = Channel.CreateUnbounded<int>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }
    );
    private volatile bool _isCancelled;

    public required int[] Prompt { get; init; }

    /// <summary>Gets how long the answer may become.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Gets how many tokens come before the model may end the answer.</summary>
    public required int MinTokens { get; init; }

    public required bool IgnoresEnd { get; init; }

    public required Sampler Sampler { get; init; }

    /// <summary>Gets the tokens of the answer. It ends after the last one, or with an exception where the engine stopped before.</summary>
    public ChannelReader<int> Answer => _tokens.Reader;

    /// <summary>Gets how many tokens were decoded.</summary>
    public int Decoded { get; private set; }

    public bool IsCancelled => _isCancelled;

    /// <summary>Nobody waits for the answer any more: the next step of the engine leaves it out.</summary>
    public void Cancel() => _isCancelled = true;

    /// <summary>Returns whether this token is the last one of the answer.</summary>
    public bool IsLast(int token, int number) => token == Model.Vocabulary.End || number == MaxTokens;

    /// <summary>Draws the next token, and returns whether the answer ends with it.</summary>
    public bool Decode(Span<float> logits)
    {
        var token = Sampler.Draw(logits, mayEnd: !IgnoresEnd && Decoded >= MinTokens);
        Last = token;
        Decoded++;
        _tokens.Writer.TryWrite(token);
        var isLast = IsLast(token, Decoded);
        if (isLast)
        {
            _tokens.Writer.Complete();
        }

        return isLast;
    }

    /// <summary>Gets the last token decoded.</summary>
    public int Last { get; private set; }

    /// <summary>The engine stops before the answer is whole.</summary>
    public void Fail(Exception cause) => _tokens.Writer.TryComplete(cause);
}
