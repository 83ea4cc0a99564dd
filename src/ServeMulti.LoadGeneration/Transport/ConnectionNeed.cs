using static System.FormattableString;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Compares the connections that a load needs at once with those that the process may open.</summary>
internal static class ConnectionNeed
{
    /// <summary>Returns why a load cannot be sent, whatever the server does; null if it can.</summary>
    public static string? FindProblem(OpenAiBenchmarkOptions settings, OpenFileLimit limit)
    {
        var (key, need) = FindCertain(settings);
        if (limit.MostConnections is not { } most || need <= most)
        {
            return null;
        }

        var lower = most > 0 ? Invariant($", or ask for {most} or fewer at once (max_concurrency, num_prompts)") : "";
        return Invariant(
                $"{key}: {need} at once need as many connections, and this process may have {limit.MostFiles} files open, of which it needs {limit.Own} itself: "
            ) + Invariant($"raise the limit to {(long)need + limit.Own} or more (ulimit -n, or LimitNOFILE of its service){lower}.");
    }

    /// <summary>Returns a warning about a load that cannot be sent if the server is slow; null if it always can.</summary>
    public static string? FindWarning(OpenAiBenchmarkOptions settings, OpenFileLimit limit)
    {
        var need = FindPossible(settings);
        return limit.MostConnections is { } most && need > most
            ? Invariant(
                $"up to {need:0} requests may be in flight at once where the server is slow, and this process may open {most} connections ({limit.MostFiles} files, of which it needs {limit.Own} itself): "
            ) + "requests beyond them fail as client_limit. Raise the limit (ulimit -n), or set max_concurrency."
            : null;
    }

    private static (string Key, int Need) FindCertain(OpenAiBenchmarkOptions settings)
    {
        var cap = settings.MaxConcurrency ?? int.MaxValue;
        var atOnce =
            double.IsPositiveInfinity(settings.RequestRate) && settings.RampUp is null
                ? Math.Min(settings.TimeLimit is null ? settings.NumPrompts : int.MaxValue, cap)
                : 1;
        var warmups = Math.Min(settings.NumWarmups, cap);
        return cap <= Math.Max(atOnce, warmups) ? ("max_concurrency", cap)
            : warmups > atOnce ? ("num_warmups", warmups)
            : ("num_prompts", atOnce);
    }

    private static double FindPossible(OpenAiBenchmarkOptions settings)
    {
        var requests = settings.TimeLimit is { } limit ? settings.RequestRate * limit.TotalSeconds : settings.NumPrompts;
        return Math.Min(Math.Ceiling(requests), settings.MaxConcurrency ?? double.PositiveInfinity);
    }
}
