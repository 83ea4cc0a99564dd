using System.Text.Json;

namespace ServeMulti.Plotting.Runs;

/// <summary>Checks whether more requests of a case failed than allowed.</summary>
internal static class FailedShare
{
    private const string Name = "failedShareLimit";

    /// <summary>Returns the largest share of requests that may fail by the definition of a sweep: that of its search, else that of its
    /// cases; 0 where it does not say.</summary>
    public static double LimitOf(JsonElement definition)
    {
        var limit = Property(Property(Property(definition, "search"), "rules"), Name) ?? Property(definition, Name);
        return limit is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0;
    }

    /// <summary>Returns whether the share of failed requests in all runs of a case is larger than their sweep allows.</summary>
    public static bool IsTooLarge(IEnumerable<RunValues> runs)
    {
        var (failed, sent, limit) = (0.0, 0.0, 0.0);
        foreach (var run in runs)
        {
            var failedHere = run.TryFindNumber("failed", out var count) && count > 0 ? count : 0;
            failed += failedHere;
            sent +=
                run.TryFindNumber("completed", out var completed) && completed >= 0 ? completed + failedHere
                : run.TryFindNumber("num_prompts", out var prompts) ? prompts
                : failedHere;
            limit = Math.Max(limit, run.FailedShareLimit);
        }

        return failed > limit * sent;
    }

    private static JsonElement? Property(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;
}
