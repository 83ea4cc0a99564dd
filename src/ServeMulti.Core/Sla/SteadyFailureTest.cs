using System.Text.Json;
using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>Recognises failures that do not come from the load: their share is the same, within counting error, at every load at which the
/// rest of the SLA is met.</summary>
internal static class SteadyFailureTest
{
    /// <summary>A larger share is not caused by connections.</summary>
    private const double MostShare = 0.05;

    /// <summary>Fewer failures than this have no pattern.</summary>
    private const double FewestFailures = 3;

    /// <summary>Loads that are closer to each other than this do not show the behaviour at low loads.</summary>
    private const double LeastSpread = 1.5;

    /// <summary>A share that rises with the load is the load's: the one-sided 5 % point of the normal distribution, for the test for trend
    /// of Cochran (1954) and Armitage (1955).</summary>
    private const double RisesWithLoad = 1.645;

    /// <summary>The one-sided 1 % point, by which Wilson and Hilferty (1931) make that of chi-squared: shares that scatter more than
    /// counting explains.</summary>
    private const double Scatters = 2.326;

    /// <summary>A run fails so many standard deviations more than the mean only in one of a thousand runs.</summary>
    private const double Headroom = 3;

    /// <summary>The messages of clients about a connection that ended.</summary>
    private static readonly string[] ConnectionWords = ["disconnect", "reset", "closed", "broken pipe", "connection", "eof"];

    /// <summary>Finds the pattern; null if there is none.</summary>
    /// <param name="loads">The loads at which the rest of the SLA is met, each with its runs.</param>
    /// <param name="limit">The share that may fail now.</param>
    public static SteadyFailures? Find(IEnumerable<(double Load, IReadOnlyList<RunFigures> Runs)> loads, double limit)
    {
        (double Load, double Failed, double Sent)[] counts =
        [
            .. loads.Select(one => (one.Load, one.Runs.Sum(run => run.Failed), one.Runs.Sum(run => run.Prompts))).OrderBy(one => one.Load),
        ];
        var (failed, sent) = (counts.Sum(one => one.Failed), counts.Sum(one => one.Sent));
        var share = failed / sent;
        if (
            counts.Length < 2
            || failed < FewestFailures
            || !(share > 0)
            || share > MostShare
            || counts[^1].Load < LeastSpread * counts[0].Load
            || Trend(counts, share) > RisesWithLoad
            || Scatter(counts, share) > Scatters
        )
        {
            return null;
        }

        RunFigures[] runs = [.. loads.SelectMany(one => one.Runs)];
        if (!runs.All(run => AreOfConnections(run.Document)))
        {
            return null;
        }

        var largest = Math.Max(runs.Max(run => run.FailedShare), runs.Max(run => share + (Headroom * Math.Sqrt(share / run.Prompts))));
        var suggested = RoundUp(largest);
        return suggested > limit && suggested < 1 ? new(share, suggested) : null;
    }

    /// <summary>Returns how many standard deviations the share rises with the logarithm of the load.</summary>
    private static double Trend((double Load, double Failed, double Sent)[] counts, double share)
    {
        var middle = counts.Sum(one => one.Sent * Math.Log(one.Load)) / counts.Sum(one => one.Sent);
        var rise = counts.Sum(one => (one.Failed - (one.Sent * share)) * Math.Log(one.Load));
        var variance = share * (1 - share) * counts.Sum(one => one.Sent * Math.Pow(Math.Log(one.Load) - middle, 2));
        return rise / Math.Sqrt(variance);
    }

    /// <summary>Returns by how much the shares of the loads differ, as a normal deviate.</summary>
    private static double Scatter((double Load, double Failed, double Sent)[] counts, double share)
    {
        var squares = counts.Sum(one => Math.Pow(one.Failed - (one.Sent * share), 2) / (one.Sent * share * (1 - share)));
        double freedom = counts.Length - 1;
        var spread = 2 / (9 * freedom);
        return (Math.Cbrt(squares / freedom) - (1 - spread)) / Math.Sqrt(spread);
    }

    /// <summary>Returns whether all reasons that a result gives are those of connections that ended; one that gives none may be.</summary>
    private static bool AreOfConnections(ResultDocument document)
    {
        if (document.TryFind("client_failures", out var reasons) && reasons.ValueKind == JsonValueKind.Object)
        {
            return reasons.EnumerateObject().All(reason => reason.Name == "reset");
        }

        return !document.TryFind("errors", out var errors)
            || errors.ValueKind != JsonValueKind.Array
            || errors
                .EnumerateArray()
                .Where(error => error.ValueKind == JsonValueKind.String)
                .Select(error => error.GetString()!)
                .Where(error => error.Length > 0)
                .All(error => ConnectionWords.Any(word => error.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Rounds up to one digit.</summary>
    private static double RoundUp(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return Math.Round(Math.Ceiling((value / unit) - 1e-9) * unit, 12);
    }
}
