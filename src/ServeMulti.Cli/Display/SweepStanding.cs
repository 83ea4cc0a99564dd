using System.Globalization;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>The progress of a sweep: the current server, case and run, and how many runs are done. Immutable.</summary>
internal sealed record SweepStanding
{
    private const int WidestBar = 40;

    private int ServerCount { get; init; }

    private PlannedServer? Server { get; init; }

    private string Doing { get; init; } = "checking what is done";

    private SearchStanding? Search { get; init; }

    private SweepProgress Progress { get; init; } = new(0, 0, 0, TimeSpan.Zero, null);

    public static SweepStanding Empty { get; } = new();

    /// <summary>Returns the progress after an event.</summary>
    public SweepStanding After(SweepEvent sweepEvent)
    {
        var next = this with { Progress = sweepEvent.Progress };
        return sweepEvent switch
        {
            SweepStarted started => next with { ServerCount = started.Plan.Servers.Count },
            ServerStarting starting => next with { Server = starting.Server, Doing = starting.IsRestart ? "restarting" : "starting" },
            ServerReady ready => next with { Server = ready.Server, Doing = "ready" },
            ServerStopped stopped => next with { Server = stopped.Server, Doing = "stopped" },
            RunStarted started => next with { Doing = EventText.Name(started.Case, started.RunNumber, started.Load) },
            SearchProgressed searched => next with { Search = SearchStanding.After(Search, searched.Item) },
            RunFinished or RunFailed => next with { Doing = "preparing the next run" },
            _ => next,
        };
    }

    /// <summary>Formats the progress as a few lines, the bar last.</summary>
    /// <param name="sinceLastEvent">The time since the last event, which is added to the elapsed time.</param>
    /// <param name="width">The number of columns of a line.</param>
    /// <param name="soFar">What the results say so far.</param>
    /// <param name="colours">The colours of the bar.</param>
    public IReadOnlyList<string> Draw(TimeSpan sinceLastEvent, int width, IReadOnlyList<string> soFar, Colours colours)
    {
        var server = Server is null
            ? ""
            : $"{EventText.Name(Server)} of {ServerCount.ToString(CultureInfo.InvariantCulture)}  {ShortText.Describe(Server.Parameters, width)}";
        return
        [
            .. server.Length == 0 ? [] : new[] { ShortText.Cut(server, width) },
            ShortText.Cut($"{ShortText.Printable(Doing)}  {ShortText.Duration(sinceLastEvent)}", width),
            .. Search is null ? [] : new[] { CellText.CutEnd(ShortText.Printable(Search.ToString()), width) },
            .. soFar.Select(line => CellText.CutEnd(line, width)),
            DrawProgress(sinceLastEvent, width, colours),
        ];
    }

    private string DrawProgress(TimeSpan sinceLastEvent, int width, Colours colours)
    {
        var total = Math.Max(Progress.TotalRuns, 1);
        var ended = Progress.FinishedRuns + Progress.FailedRuns;
        var barWidth = Math.Clamp(width / 3, 4, WidestBar);
        var filled = (int)Math.Min((long)ended * barWidth / total, barWidth);
        var failed = Progress.FailedRuns == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {Progress.FailedRuns} failed");
        var left = Progress.EstimatedTimeLeft is { } estimate
            ? $", about {ShortText.Duration(Max(estimate - sinceLastEvent, TimeSpan.Zero))} left"
            : "";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $" {ended}/{Progress.TotalRuns} runs{failed}, {ShortText.Duration(Progress.Elapsed + sinceLastEvent)}{left}"
        );
        var tone = Progress.FailedRuns == 0 ? Tone.Good : Tone.Bad;
        return colours.Paint(new string('█', filled), tone) + new string('░', barWidth - filled) + CellText.CutEnd(text, width - barWidth);
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
