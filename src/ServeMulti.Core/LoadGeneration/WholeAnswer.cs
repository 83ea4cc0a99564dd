using System.Text.Json;
using ServeMulti.LoadGeneration.Wire;

namespace ServeMulti.LoadGeneration;

/// <summary>Reads the answer of one request that comes as one JSON object.</summary>
internal static class WholeAnswer
{
    /// <summary>Reads to the end and tells what is wrong with the answer; null where it is complete.</summary>
    /// <exception cref="JsonException">The answer is not one JSON object of the expected shape.</exception>
    /// <exception cref="IOException">The connection ended within the answer.</exception>
    public static async Task<RequestFailure?> ReadAsync(Stream stream, RequestTrace trace, CancellationToken cancellationToken)
    {
        var content = new ByteBuffer();
        await content.AppendAsync(stream, cancellationToken).ConfigureAwait(false);
        return Read(content.Written, trace);
    }

    /// <summary>Reads the answer and tells what is wrong with it; null where it is complete.</summary>
    /// <exception cref="JsonException">The answer is not one JSON object of the expected shape.</exception>
    public static RequestFailure? Read(ReadOnlySpan<byte> content, RequestTrace trace)
    {
        var part = AnswerReader.Read(content, trace.KeepsText);
        if (part.Error is not null)
        {
            return new(RequestFailureReason.ServerError, RequestFailures.OneLine(part.Error));
        }

        if (!part.HasChoice)
        {
            return new(RequestFailureReason.Malformed, "The answer holds neither a choice nor an embedding.");
        }

        trace.MarkUsage(part.InputTokens, part.OutputTokens);
        trace.AddText(part.Text);
        return null;
    }
}
