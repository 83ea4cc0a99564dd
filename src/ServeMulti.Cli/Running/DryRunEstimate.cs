using System.Globalization;
using ServeMulti.Cli.Display;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Running;

/// <summary>How many runs searches may take, and how long: an estimate from their options, because nothing has been measured.</summary>
internal static class DryRunEstimate
{
    /// <summary>Returns the estimate as one line; null if the sweep has no search, or nothing is left to do.</summary>
    public static string? Of(PreflightReport report)
    {
        if (report.Plan.Definition.Search is not { } search)
        {
            return null;
        }

        PlannedCase[] left = [.. report.Plan.Servers.SelectMany(server => server.Cases).Where(planned => !report.IsDone(planned))];
        var runs = left.Sum(planned =>
            (long)report.CountRuns(planned) - report.ForeseeRuns(planned).Count(run => run is { IsDone: true, RunNumber: >= 0 })
        );
        if (runs <= 0)
        {
            return null;
        }

        var cases = left.Length == 1 ? "1 case" : string.Create(CultureInfo.InvariantCulture, $"{left.Length} cases");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"estimate: at most {runs} more runs in {cases}. {Time(search, runs)} A search ends earlier if its interval is narrow enough."
        );
    }

    private static string Time(SearchDefinition search, long runs)
    {
        var options = search.Options;
        if (options.FixedPrompts || search.Variable.Name != LoadVariable.RequestRate.Name)
        {
            return "Their time is not known: the number of prompts and the server decide how long a run lasts.";
        }

        var time = TimeSpan.FromSeconds(Math.Min(runs * options.RunTime.TotalSeconds, TimeSpan.MaxValue.TotalSeconds / 2));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"If each lasts {ShortText.Duration(options.RunTime)} (--sla-run-seconds), that is {ShortText.Duration(time)}; runs that confirm an answer last up to {options.ConfirmFactor:0.##} times as long (--sla-confirm), and server starts come on top."
        );
    }
}
