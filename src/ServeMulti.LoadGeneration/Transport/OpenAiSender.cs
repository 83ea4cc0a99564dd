using System.Net.Http.Headers;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Sends requests to an OpenAI-compatible server and reads their answers.</summary>
/// <param name="clients">Through which connections.</param>
/// <param name="target">To where, and how.</param>
/// <param name="body">Writes the requests.</param>
/// <param name="time">The clock of the time limit.</param>
internal sealed class OpenAiSender(OpenAiClients clients, OpenAiTarget target, OpenAiRequestBody body, TimeProvider time) : IRequestSender
{
    private const int LongestErrorBody = 1024;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly AnswerEnds _ends = new();

    public async Task SendAsync(LoadRequest request, RequestTrace trace, CancellationToken cancellationToken)
    {
        var content = body.Write(request);
        using var limit = new CancellationTokenSource(target.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        trace.MarkSent(request);
        RequestFailure? failure;
        try
        {
            failure = await SendAsync(content, trace, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            failure = cancellationToken.IsCancellationRequested
                ? new(RequestFailureReason.Abandoned, "The run ended before the answer was complete.")
                : new(RequestFailureReason.TimedOut, RequestFailures.TooLate(target.RequestTimeout));
        }
        catch (Exception exception) when (RequestFailures.TryClassify(exception) is not null)
        {
            failure = RequestFailures.TryClassify(exception);
        }

        trace.Close(failure);
    }

    private async Task<RequestFailure?> SendAsync(ReadOnlyMemory<byte> content, RequestTrace trace, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await PostAsync(clients.Pooled, content, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (RequestFailures.IsClosedUnanswered(exception))
        {
            // The server closed a kept connection under the request: that says nothing about how it would have answered.
            trace.MarkResent();
            response = await PostAsync(clients.Fresh, content, cancellationToken).ConfigureAwait(false);
        }

        using (response)
        {
            try
            {
                return await ReadAsync(response, trace, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.Unknown)
            {
                // The server was reached; what the framework does not name is in its answer.
                throw new HttpIOException(HttpRequestError.InvalidResponse, exception.Message, exception);
            }
        }
    }

    private async Task<HttpResponseMessage> PostAsync(HttpClient client, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, target.RequestUri) { Content = new ReadOnlyMemoryContent(content) };
        message.Content.Headers.ContentType = Json;
        target.AddHeaders(message.Headers);
        return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RequestFailure?> ReadAsync(HttpResponseMessage response, RequestTrace trace, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            if (!response.IsSuccessStatusCode)
            {
                return RequestFailures.FromStatus(
                    response.StatusCode,
                    response.ReasonPhrase,
                    await ReadTextAsync(stream, cancellationToken).ConfigureAwait(false)
                );
            }

            return target.IsStreaming
                ? await ReadStreamAsync(response, stream, trace, cancellationToken).ConfigureAwait(false)
                : await WholeAnswer.ReadAsync(stream, trace, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RequestFailure?> ReadStreamAsync(
        HttpResponseMessage response,
        Stream stream,
        RequestTrace trace,
        CancellationToken cancellationToken
    )
    {
        if (response.Content.Headers.ContentType?.MediaType is "application/json")
        {
            return RequestFailures.NotStreamed(await ReadTextAsync(stream, cancellationToken).ConfigureAwait(false));
        }

        if (response.Content.Headers.ContentType?.MediaType is "text/html")
        {
            return RequestFailures.Page();
        }

        var answer = new StreamedAnswer(trace);
        await answer.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        var isFramed = response.Headers.TransferEncodingChunked == true || response.Content.Headers.ContentLength is not null;
        if (answer.IsDone && isFramed && _ends.AreAwaited)
        {
            await AwaitEndAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        return answer.FindFailure(isFramed);
    }

    /// <summary>Waits until an answer that is over also ends as HTTP has it: a connection that is let go before is closed.</summary>
    private async Task AwaitEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerEnds.Grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var piece = new byte[1024];
            while (await stream.ReadAsync(piece, either.Token).ConfigureAwait(false) > 0)
            {
                // What comes after the answer is none of it.
            }

            _ends.Note(came: true);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            _ends.Note(came: false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The connection broke, or what came is no HTTP: it is closed.
        }
    }

    private static async Task<string> ReadTextAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestErrorBody];
        var length = await stream
            .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }
}
