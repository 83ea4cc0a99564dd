using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>Finds out whether a server takes prompts as numbers of tokens: one request, before the measurement.</summary>
/// <remarks>
/// The proof is the server's own count: as many prompt tokens as numbers were sent, and no more answered tokens than one prompt can have. A
/// server that takes the list for several prompts, or for text, counts otherwise.
/// </remarks>
internal sealed class PromptFormProbe(OpenAiBenchmarkOptions settings, IRequestSender sender, TimeProvider time, ILogger logger)
{
    // No multiple of a block, and unlike the lengths that stand-ins for servers answer with.
    private const int Length = 37;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Returns the form in which prompts are sent before it was tried.</summary>
    public static PromptForm FirstOf(OpenAiBenchmarkOptions settings) =>
        settings.PromptForm == PromptForm.Ids ? PromptForm.Ids : PromptForm.Words;

    /// <summary>Returns whether prompts of these settings can be sent as numbers of tokens at all.</summary>
    public static bool CanSendIds(OpenAiBenchmarkOptions settings) =>
        settings is { Api: OpenAiApi.Completions, Dataset: PromptDataset.Random or PromptDataset.PrefixRepetition }
        && !ExtraFields.Read(settings.ExtraBody).HasPrompt;

    /// <summary>Returns the form in which to send the prompts of the measurement: ids or words.</summary>
    public async Task<PromptForm> ChooseAsync(CancellationToken cancellationToken)
    {
        if (settings.PromptForm != PromptForm.Auto || !CanSendIds(settings))
        {
            return FirstOf(settings);
        }

        if (await FindObjectionAsync(cancellationToken).ConfigureAwait(false) is not { } objection)
        {
            return PromptForm.Ids;
        }

        Log.PromptsAsWords(logger, objection);
        return PromptForm.Words;
    }

    private async Task<string?> FindObjectionAsync(CancellationToken cancellationToken)
    {
        using var limit = RunTimeLimit.Start(LongestWait, time, cancellationToken);
        try
        {
            return Judge(
                await SingleRequests.SendAsync(1, sender, new Prompt(settings), limit: 1, time, limit.Token).ConfigureAwait(false)
            );
        }
        catch (OperationCanceledException) when (limit.IsOver && !cancellationToken.IsCancellationRequested)
        {
            return FormattableString.Invariant($"no answer within {LongestWait.TotalSeconds} s");
        }
    }

    private static string? Judge(RequestRecord request) =>
        request.Failure is { } failure ? $"{failure.CountedAs}: {failure.Message}"
        : request.InputTokens != Length ? FormattableString.Invariant($"{request.InputTokens} prompt tokens counted for {Length} numbers")
        : request.AreCountsRefused ? "counts of tokens that cannot be true"
        : request.OutputTokens > request.RequestedOutputTokens
            ? FormattableString.Invariant($"{request.OutputTokens} tokens answered, but {request.RequestedOutputTokens} requested")
        : null;

    /// <summary>The smallest and the largest number that are ever sent, and some between them. Its own length is not reported: only the
    /// server's count is to be found.</summary>
    private sealed class Prompt(OpenAiBenchmarkOptions settings) : IPromptSource
    {
        private const int Stream = int.MaxValue;

        public LoadRequest Create(int index)
        {
            int[] ids = [PromptIds.First, .. PromptIds.Draw(new(settings.Seed, Stream), Length - 2), PromptIds.Last];
            return ExtraFields.Read(settings.ExtraBody).Apply(new(index, "", InputTokens: 0, OutputTokens: 1) { TokenIds = ids });
        }
    }
}
