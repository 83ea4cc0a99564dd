using System.Text.Json;
using static System.FormattableString;

namespace ServeMulti.Benchmarking;

/// <summary>Derives remarks that limit the use of a result: failures, and differences from the request.</summary>
internal static class RunRemarks
{
    /// <summary>The name under which <c>client_failures</c> counts requests for which the client had no socket, file or port.</summary>
    internal const string ClientLimit = "client_limit";

    private const string RefusedCounts = "client_requests_with_refused_counts";

    // Lengths that differ by less cannot be distinguished: a special token at the beginning of a short prompt, a word that is two tokens.
    private const double Tolerance = 0.02;

    // Above this share of all processors the client competes with itself.
    private const double HighProcessorShare = 0.9;

    public static IReadOnlyList<RunRemark> Of(ResultDocument document)
    {
        RunRemark?[] remarks =
        [
            OfFailures(document),
            OfClient(document),
            OfInput(document),
            OfOutput(document),
            OfUnstreamed(document),
            OfRefusedCounts(document),
        ];
        return [.. remarks.OfType<RunRemark>()];
    }

    public static string Describe(IReadOnlyCollection<ResultDocument> documents)
    {
        var requests = documents.Select(RequestCounts.Of).Aggregate(default(RequestCounts), (sum, one) => sum + one);
        var kinds = documents.SelectMany(Of).GroupBy(remark => remark.Kind).OrderBy(kind => kind.Key);
        return string.Join("; ", kinds.Select(Describe));

        string Describe(IGrouping<RunRemarkKind, RunRemark> kind) =>
            kind.Key == RunRemarkKind.FailedRequests ? Invariant($"{requests.Failed:0} of {requests.Sent:0} failed")
            : kind.Count() < documents.Count ? Invariant($"{kind.First().ShortText} in {kind.Count()} of {documents.Count} runs")
            : kind.First().ShortText;
    }

    private static RunRemark? OfFailures(ResultDocument document)
    {
        var completed = Find(document, ResultKeys.Completed);
        var failed = document.TryFindMetric(ResultKeys.Failed, out var count) ? count : Find(document, ResultKeys.NumPrompts) - completed;
        if (!(failed > 0))
        {
            return null;
        }

        var sent = completed >= 0 ? completed + failed : Find(document, ResultKeys.NumPrompts);
        var amount = sent >= failed ? Invariant($"{failed:0} of {sent:0}") : Invariant($"{failed:0}");
        var reasons = string.Join(", ", Failures(document).Select(reason => Invariant($"{reason.Count:0} {reason.Name}")));
        return new(RunRemarkKind.FailedRequests, $"{amount} requests failed{(reasons.Length == 0 ? "" : $" ({reasons})")}")
        {
            ShortText = $"{amount} failed",
        };
    }

    private static RunRemark? OfClient(ResultDocument document)
    {
        var unsent = Failures(document).Where(reason => reason.Name == ClientLimit).Sum(reason => reason.Count);
        var growth = Find(document, "client_send_lag_growth_ms");
        var falls = growth > ClientDelay.Tolerable(Find(document, "median_e2el_ms"));
        if (!(Find(document, "client_was_bottleneck") > 0) && !(unsent > 0) && !falls)
        {
            return null;
        }

        string?[] causes =
        [
            unsent > 0 ? Invariant($"it had no socket or port for {unsent:0} requests") : null,
            Find(document, "client_cpu_share") is > HighProcessorShare and var share
                ? Invariant($"it used {100 * share:0} % of the processors")
                : null,
            falls ? Invariant($"its send lag grew by {growth:0} ms") : DescribeDelay(document, "send_lag", "send lag"),
            DescribeDelay(document, "dispatch_delay", "dispatch delay"),
        ];
        var why = string.Join(", ", causes.OfType<string>());
        return new(
            RunRemarkKind.ClientLimited,
            $"the client was the bottleneck{(why.Length == 0 ? "" : $" ({why})")}: these figures are its own, not the server's"
        )
        {
            ShortText = "client was the bottleneck",
            CannotJudge = true,
        };
    }

    /// <summary>Names a delay that can be seen: the one that lasted through the run, or, of results that do not say it, the 99th
    /// percentile.</summary>
    private static string? DescribeDelay(ResultDocument document, string name, string words) =>
        Find(document, $"client_steady_{name}_ms") is var steady && !double.IsNaN(steady)
            ? steady >= 10
                ? Invariant($"{words} of {steady:0} ms through the run")
                : null
            : Find(document, $"client_p99_{name}_ms") is >= 10 and var delay
                ? Invariant($"p99 {words} {delay:0} ms")
                : null;

    private static RunRemark? OfInput(ResultDocument document)
    {
        var (requested, received) = (Find(document, "requested_input_tokens"), Find(document, "total_input_tokens"));
        if (!(requested > 0) || !(Math.Abs(received - requested) > Tolerance * requested))
        {
            return null;
        }

        var form =
            document.TryFind("prompt_form", out var value) && value.ValueKind == JsonValueKind.String && value.GetString() == "words"
                ? "; they were sent as words"
                : "";
        return new(RunRemarkKind.InputTokensDiffer, $"prompts had {PerRequest(document, received, requested)}{form}")
        {
            ShortText = $"input tokens {Change(received, requested)}",
            // Words, chat templates and a token that begins each prompt are the same at every load; ids that got lost are another workload.
            CannotJudge =
                received < requested
                && document.TryFind("prompt_form", out var sent)
                && sent.ValueKind == JsonValueKind.String
                && sent.GetString() == "ids",
        };
    }

    private static RunRemark? OfOutput(ResultDocument document)
    {
        var (requested, received) = (Find(document, "requested_output_tokens"), Find(document, "total_output_tokens"));
        var isLonger = received > requested * (1 + Tolerance);
        var isShorter = document.TryFindMetric("ignore_eos", out var ignoresEnd)
            ? ignoresEnd > 0 && received < requested
            : received < requested * (1 - Tolerance);
        if (!(requested > 0) || !(isLonger || isShorter))
        {
            return null;
        }

        // Chunks may hold several tokens: fewer of them do not say that an answer ended early.
        var isOfChunks =
            document.TryFind("client_token_counts", out var counts)
            && counts.ValueKind == JsonValueKind.String
            && counts.GetString() is "chunks" or "mixed";
        var why =
            isOfChunks && Find(document, RefusedCounts) > 0 ? "; the server's counts cannot be true, chunks were counted"
            : isOfChunks ? "; the server gave no counts, chunks were counted"
            : isShorter && ignoresEnd > 0 ? "; they ended early although ignore_eos was asked"
            : "";
        return new(RunRemarkKind.OutputTokensDiffer, $"answers had {PerRequest(document, received, requested)}{why}")
        {
            ShortText = $"output tokens {Change(received, requested)}",
            CannotJudge = !isOfChunks && Math.Abs(received - requested) > Tolerance * requested,
        };
    }

    private static RunRemark? OfUnstreamed(ResultDocument document)
    {
        var (unstreamed, untimed) = (Find(document, "unstreamed_output_tokens"), Find(document, "client_requests_without_tpot"));
        var (total, completed) = (Find(document, "total_output_tokens"), Find(document, ResultKeys.Completed));
        var leftOut = untimed > 0 ? $"TPOT is left out for {Share(untimed, completed)} requests" : null;
        if (unstreamed > 0)
        {
            var amount = Share(unstreamed, total);
            return new(
                RunRemarkKind.TokensNotStreamed,
                $"at least {amount} output tokens never arrived in the stream, such as hidden reasoning{(leftOut is null ? "" : "; " + leftOut)}"
            )
            {
                ShortText = $"{amount} tokens not streamed",
            };
        }

        return leftOut is null
            ? null
            : new(RunRemarkKind.TokensNotStreamed, $"{leftOut}: when each of their tokens arrived is unknown") { ShortText = leftOut };
    }

    private static RunRemark? OfRefusedCounts(ResultDocument document)
    {
        if (!(Find(document, RefusedCounts) is > 0 and var refused))
        {
            return null;
        }

        var amount = Share(refused, Find(document, ResultKeys.Completed));
        return new(
            RunRemarkKind.TokenCountsRefused,
            $"the server's token counts of {amount} requests cannot be true (below 0, 0 beside text, or over 16 times the request): prompts count with the requested length, answers by chunks"
        )
        {
            ShortText = $"token counts of {amount} refused",
        };
    }

    private static string Share(double part, double whole) => whole >= part ? Invariant($"{part:0} of {whole:0}") : Invariant($"{part:0}");

    private static string PerRequest(ResultDocument document, double received, double requested)
    {
        var change = Change(received, requested);
        return Find(document, ResultKeys.Completed) is > 0 and var completed
            ? Invariant($"{received / completed:0.#} tokens on average where {requested / completed:0.#} were requested ({change})")
            : Invariant($"{received:0} tokens in all where {requested:0} were requested ({change})");
    }

    private static string Change(double received, double requested)
    {
        var percent = 100 * ((received / requested) - 1);
        return Math.Abs(percent) switch
        {
            < 0.1 => Invariant($"{percent:+0.0###;-0.0###} %"),
            < 10 => Invariant($"{percent:+0.0;-0.0} %"),
            _ => Invariant($"{percent:+0;-0} %"),
        };
    }

    private static IEnumerable<(string Name, double Count)> Failures(ResultDocument document) =>
        document.TryFind("client_failures", out var failures) && failures.ValueKind == JsonValueKind.Object
            ? failures
                .EnumerateObject()
                .Where(reason => reason.Value.ValueKind == JsonValueKind.Number)
                .Select(reason => (reason.Name, reason.Value.GetDouble()))
            : [];

    private static double Find(ResultDocument document, string name) => document.TryFindMetric(name, out var value) ? value : double.NaN;
}
