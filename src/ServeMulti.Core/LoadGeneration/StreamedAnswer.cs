using System.Net.ServerSentEvents;
using System.Text.Json;

namespace ServeMulti.LoadGeneration;

/// <summary>Reads the answer of one request as server-sent events, and writes the arrival of each token into the request's trace.</summary>
internal sealed class StreamedAnswer(RequestTrace trace)
{
    private bool _hasToken;
    private bool _isEnded;
    private string? _error;

    /// <summary>Gets whether the server said that the answer is complete: <c>[DONE]</c>, or a reason for the end.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Reads to the end of the stream.</summary>
    /// <exception cref="JsonException">An event holds no JSON object of the expected shape.</exception>
    /// <exception cref="IOException">The connection ended within the answer.</exception>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var events = SseParser.Create(stream, ReadEvent);
        try
        {
            await foreach (var _ in events.EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                if (_error is not null)
                {
                    return;
                }
            }
        }
        catch (IOException) when (_isEnded)
        {
            // llama-server closes the connection without its last bytes: the answer was complete before.
        }
    }

    /// <summary>Tells what is wrong with the answer that was read; null where it is complete.</summary>
    /// <param name="isFramed">Whether the end of the stream is known to be where the server meant it.</param>
    public RequestFailure? FindFailure(bool isFramed)
    {
        if (_error is not null)
        {
            return new(RequestFailureReason.ServerError, RequestFailures.OneLine(_error));
        }

        if (!_hasToken)
        {
            return new(RequestFailureReason.Malformed, "The answer holds not one token.");
        }

        return _isEnded || isFramed ? null : new(RequestFailureReason.Reset, "The connection ended before the answer was complete.");
    }

    private bool ReadEvent(string eventType, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            _isEnded = true;
            return true;
        }

        if (data.IsEmpty)
        {
            return false;
        }

        var part = AnswerReader.Read(data, trace.KeepsText);
        if (part.HasToken)
        {
            trace.MarkToken(part.Text);
            _hasToken = true;
        }

        if (part.InputTokens is not null || part.OutputTokens is not null)
        {
            trace.MarkUsage(part.InputTokens, part.OutputTokens);
        }

        _isEnded |= part.IsLast;
        _error ??= part.Error ?? (eventType == "error" ? "The server sent an error event without a message." : null);
        return part.HasToken;
    }
}
