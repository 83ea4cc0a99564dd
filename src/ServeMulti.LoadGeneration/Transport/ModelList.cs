using System.Text.Json;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Asks a server which models it has.</summary>
internal sealed class ModelList(HttpClient client, OpenAiTarget target)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Returns the name of the first model.</summary>
    /// <exception cref="ServerNotAnsweringException">The server does not tell.</exception>
    public async Task<string> FindFirstAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWait);
        try
        {
            return await ReadFirstAsync(limit.Token).ConfigureAwait(false) ?? throw Unknown("the answer lists none");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unknown($"no answer within {LongestWait.TotalSeconds} s");
        }
        catch (InvalidOperationException exception)
        {
            throw Unknown("the answer is not valid Unicode", exception);
        }
        catch (Exception exception) when (RequestFailures.TryClassify(exception) is { } failure)
        {
            throw Unknown($"{failure.CountedAs}: {failure.Message}", exception);
        }
    }

    private async Task<string?> ReadFirstAsync(CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, target.ModelsUri);
        target.AddHeaders(message.Headers);
        using var response = await client
            .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw Unknown($"HTTP {(int)response.StatusCode} {response.ReasonPhrase}", status: (int)response.StatusCode);
        }

        var content = new ByteBuffer(WholeAnswer.Longest);
        await content
            .AppendAsync(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        using var document = JsonDocument.Parse(content.Written.ToArray());
        return
            document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("data", out var models)
            && models.ValueKind == JsonValueKind.Array
            && models.GetArrayLength() > 0
            && models[0].ValueKind == JsonValueKind.Object
            && models[0].TryGetProperty("id", out var id)
            && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;
    }

    private ServerNotAnsweringException Unknown(string why, Exception? cause = null, int? status = null) =>
        new(
            $"The model is not known, and GET {target.ModelsUri} does not name it ({why}): name the model (--model).{FailureAdvice.For(status, target.ModelsUri, target.ApiKeyVariable)}",
            cause
        );
}
