using System.Globalization;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Adds to a result of SGLang's <c>bench_serving</c> how many requests failed: the client counts only those that were
/// answered.</summary>
internal static class SglangResult
{
    private const double DefaultPrompts = 1000;

    /// <summary>Returns the result with <c>failed</c>, from the errors of single requests or from what the command asked for; as it is
    /// where that is not known.</summary>
    public static ResultDocument AddFailed(ResultDocument result, CommandLine command)
    {
        if (
            BenchClient.TryFind(command) != BenchClient.Sglang
            || result.TryFind(ResultKeys.Failed, out _)
            || !result.TryFindMetric(ResultKeys.Completed, out var completed)
        )
        {
            return result;
        }

        var failed = CountErrors(result) ?? (FindAsked(result, command) - completed);
        return failed is >= 0 and var count ? result.With(ResultKeys.Failed, (long)count) : result;
    }

    /// <summary>Counts the requests whose error is in the result, with <c>--output-details</c>.</summary>
    private static double? CountErrors(ResultDocument result) =>
        result.TryFind("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? errors.EnumerateArray().Count(error => error.ValueKind == JsonValueKind.String && error.GetString() is { Length: > 0 })
            : null;

    /// <summary>Finds how many prompts were sent. Only for random prompts this is the requested number: other data sets may contain fewer,
    /// or are counted in another way.</summary>
    private static double? FindAsked(ResultDocument result, CommandLine command) =>
        !result.TryFind("dataset_name", out var dataset)
        || dataset.ValueKind != JsonValueKind.String
        || dataset.GetString() is not ("random" or "random-ids")
            ? null
        : !command.TryFindOption(ResultKeys.NumPrompts, out var asked) ? DefaultPrompts
        : double.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}
