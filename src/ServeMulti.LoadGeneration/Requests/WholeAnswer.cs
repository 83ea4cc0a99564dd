using System.Text.Json;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Reads the answer of one request that comes as one JSON object.</summary>
internal static class WholeAnswer
{
    /// <summary>The longest answer, in bytes.</summary>
    public const int Longest = 16 * 1024 * 1024;

    /// <summary>Reads to the end and returns what is wrong with the answer; null if it is complete.</summary>
    /// <exception cref="JsonException">The answer is not one JSON object of the expected shape.</exception>
    /// <exception cref="IOException">The connection ended within the answer.</exception>
    public static async Task<RequestFailure?> ReadAsync(Stream stream, RequestTrace trace, CancellationToken cancellationToken)
    {
        var content = new ByteBuffer(Longest, trace);
        await content.AppendAsync(stream, cancellationToken).ConfigureAwait(false);
        return Read(content.Written, trace);
    }

    /// <summary>Reads the answer and returns what is wrong with it; null if it is complete.</summary>
    /// <exception cref="JsonException">The answer is not one JSON object of the expected shape.</exception>
    public static RequestFailure? Read(ReadOnlySpan<byte> content, RequestTrace trace)
    {
        var part = AnswerReader.Read(content, trace.KeepsText);
        if (FindFailure(part) is { } failure)
        {
            return failure;
        }

        trace.MarkUsage(part.Usage);
        if (part.HasToken)
        {
            trace.MarkWhole(part.Text, part.TextLength);
        }

        return null;
    }

    private static RequestFailure? FindFailure(in AnswerPart part)
    {
        if ((part.Error ?? TellMissingEnd(part)) is { } error)
        {
            return RequestFailures.OfServer(error);
        }

        if (!part.HasChoice)
        {
            var said = part.Message is null ? "." : ": " + RequestFailures.OneLine(part.Message);
            return new(RequestFailureReason.Malformed, $"The answer holds neither a choice nor an embedding{said}");
        }

        return part.Begun.IsEmpty || part.HasToken || part.Usage.OutputTokens > 0
            ? null
            : new(RequestFailureReason.Malformed, RequestFailures.NoToken);
    }

    // A server that gives no choice a reason for its end sends none at all.
    private static string? TellMissingEnd(in AnswerPart part) =>
        part.AbnormalEnd is { } end ? RequestFailures.AbnormalEnd(end) + "."
        : !part.Ended.IsEmpty && part.Begun.Without(part.Ended) is { IsEmpty: false } open
            ? $"{open.Count} of {part.Begun.Count} choices of the answer have no finish_reason."
        : null;
}
