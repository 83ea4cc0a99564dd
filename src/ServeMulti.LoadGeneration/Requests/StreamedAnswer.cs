using System.Text;
using System.Text.Json;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Reads the answer of one request as server-sent events, and writes the arrival of each token into the request's trace.</summary>
internal sealed class StreamedAnswer(RequestTrace trace)
{
    private readonly ChunkTemplate _template = new();
    private bool _hasToken;
    private Choices _begun;
    private Choices _ended;
    private string? _error;
    private string? _said;

    /// <summary>
    /// Gets whether the answer is whole: each choice has a reason for its end or, from a server that sends no reasons, <c>[DONE]</c> came.
    /// </summary>
    public bool IsEnded => _ended.IsEmpty ? IsDone : _begun.Without(_ended).IsEmpty;

    /// <summary>Gets whether the server said with <c>[DONE]</c> that the answer is over, whatever the connection does then.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Gets whether the server reported an error.</summary>
    public bool IsFailed => _error is not null;

    /// <summary>Gets whether nothing more is read: an error came, or the end.</summary>
    public bool IsOver => IsFailed || IsDone;

    /// <summary>Reads to the end of the answer.</summary>
    /// <exception cref="JsonException">An event holds no JSON object of the expected shape.</exception>
    /// <exception cref="IOException">The connection ended within the answer.</exception>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var events = new EventStreamReader(trace);
        var piece = new byte[16 * 1024];
        try
        {
            while (!IsOver && await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and var length)
            {
                events.Read(piece.AsSpan(0, length), Receive);
            }
        }
        catch (IOException) when (IsEnded)
        {
            // llama-server closes the connection without its last bytes: the answer was complete before.
        }
    }

    /// <summary>Reads one event.</summary>
    /// <param name="isError">Whether its type is <c>error</c>.</param>
    /// <param name="data">Its data.</param>
    /// <param name="arrival">When it arrived.</param>
    /// <returns>Whether it holds a token.</returns>
    /// <exception cref="JsonException">It holds no JSON object of the expected shape.</exception>
    public bool ReadEvent(bool isError, ReadOnlySpan<byte> data, TimeSpan arrival)
    {
        if (!isError && _template.TryMatch(data, out var text))
        {
            Mark(trace.KeepsText ? Encoding.UTF8.GetString(text) : null, text.Length, arrival);
            return true;
        }

        if (isError)
        {
            _error ??= ReadError(data);
            return false;
        }

        if (data.SequenceEqual("[DONE]"u8))
        {
            IsDone = true;
            return true;
        }

        return !data.IsEmpty && ReadChunk(data, arrival);
    }

    /// <summary>Returns what is wrong with the answer that was read; null if it is complete.</summary>
    /// <param name="isFramed">Whether the end of the stream is known to be where the server meant it.</param>
    public RequestFailure? FindFailure(bool isFramed)
    {
        if (_error is not null)
        {
            return RequestFailures.OfServer(_error);
        }

        if (!_hasToken)
        {
            return new(
                RequestFailureReason.Malformed,
                trace.CountedTokens > 0
                    ? $"The answer contains no token, but the server counted {trace.CountedTokens}: the generated text is hidden."
                    : RequestFailures.NoToken
            );
        }

        return IsEnded ? null
            : isFramed || IsDone ? RequestFailures.OfServer(TellMissingEnd())
            : new(RequestFailureReason.Reset, RequestFailures.EndedEarly);
    }

    // The text of an error need not be JSON.
    private static string ReadError(ReadOnlySpan<byte> data)
    {
        try
        {
            var part = AnswerReader.Read(data, keepsText: false);
            return part.Error ?? part.Message ?? Encoding.UTF8.GetString(data);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(data);
        }
    }

    private string TellMissingEnd()
    {
        var open = _begun.Without(_ended).Count;
        var missing = _ended.IsEmpty
            ? "without a finish_reason and without [DONE]"
            : $"without a finish_reason for {open} of its {_begun.Count} choices";
        return $"The stream ended after {trace.Chunks} chunks of text {missing}{(_said is null ? "." : ": " + _said)}";
    }

    private void Receive(string type, ReadOnlySpan<byte> data)
    {
        if (!IsOver)
        {
            ReadEvent(type == "error", data, trace.ReadClock());
        }
    }

    private void Mark(string? text, int length, TimeSpan arrival)
    {
        trace.MarkToken(text, length, arrival);
        if (trace.IsEndless)
        {
            _error ??= $"The answer does not end: {trace.Chunks} chunks of text came.";
        }
    }

    private bool ReadChunk(ReadOnlySpan<byte> data, TimeSpan arrival)
    {
        var part = AnswerReader.Read(data, trace.KeepsText);
        part.HasToken &= !(part.IsBlank && !part.Begun.Without(_begun).IsEmpty);
        _template.Learn(data, part);
        if (part.HasToken)
        {
            Mark(part.Text, part.TextLength, arrival);
            _hasToken = true;
        }

        if (!part.Usage.IsEmpty)
        {
            trace.MarkUsage(part.Usage);
        }

        if (part.HasReasoning)
        {
            trace.MarkReasoning();
        }

        _begun = _begun.With(part.Begun);
        _ended = _ended.With(part.Ended);
        _said = part.Message is null ? _said : RequestFailures.OneLine(part.Message);
        _error ??=
            part.Error ?? (part.AbnormalEnd is { } end ? $"{RequestFailures.AbnormalEnd(end)} after {trace.Chunks} chunks of text." : null);
        return part.HasToken;
    }
}
