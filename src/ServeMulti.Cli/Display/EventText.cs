using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>Describes the events of a sweep as text, with the same text for a terminal and a log.</summary>
internal static class EventText
{
    private const int LinesOfOutput = 10;

    /// <summary>Returns the lines that describe an event; none if it is not shown.</summary>
    /// <param name="sweepEvent">The event.</param>
    /// <param name="repeats">The failures that were described before, whose causes are not described again; optional.</param>
    /// <param name="showsTimeLeft">Whether a finished run says how long the rest takes.</param>
    public static IReadOnlyList<string> Describe(SweepEvent sweepEvent, FailureRepeats? repeats = null, bool showsTimeLeft = true) =>
        [.. (DescribeRepeated(sweepEvent, repeats) ?? DescribeRaw(sweepEvent, showsTimeLeft)).Select(ShortText.Printable)];

    private static string[]? DescribeRepeated(SweepEvent sweepEvent, FailureRepeats? repeats) =>
        sweepEvent switch
        {
            RunFailed failed
                when repeats?.Add(Name(failed.Case, failed.RunNumber, failed.Load), failed.Failure.Message, Counts(failed.Progress))
                    is { } again => [$"{Counts(failed.Progress)} {Name(failed.Case, failed.RunNumber, failed.Load)}: {again}"],
            ServerLost lost when repeats?.Add(Name(lost.Server), lost.Message, Name(lost.Server)) is { } again =>
            [
                $"{Name(lost.Server)}: {again}{(lost.IsGivenUp ? "; its remaining cases are skipped" : "")}",
            ],
            _ => null,
        };

    private static string[] DescribeRaw(SweepEvent sweepEvent, bool showsTimeLeft) =>
        sweepEvent switch
        {
            SweepStarted started => Describe(started),
            ServerSkipped skipped => [$"{Name(skipped.Server)}: no runs left, not started"],
            ServerStarting { IsRestart: true } starting => [$"{Name(starting.Server)}: restarting"],
            ServerStarting starting => [$"{Name(starting.Server)}: starting {Command(starting.Server)}"],
            ServerReady ready => [$"{Name(ready.Server)}: ready after {ShortText.Duration(ready.StartTime)}"],
            ServerLost { IsGivenUp: true } lost =>
            [
                $"{Name(lost.Server)}: FAILED, its remaining cases are skipped. {ShortText.OneLine(lost.Message)}",
            ],
            ServerLost lost => [$"{Name(lost.Server)}: FAILED. {ShortText.OneLine(lost.Message)}"],
            SearchProgressed { Item: SlaRunFinished item } =>
            [
                $"    {Describe(item.Verdict)}{(item.WasStored ? ", from an earlier run" : "")}",
            ],
            SearchProgressed { Item: SlaSearchFinished item } searched =>
            [
                $"{searched.Case.Name}: {ShortText.OneLine(item.Result.ToString())}",
            ],
            RunFinished finished =>
            [
                $"{Counts(finished.Progress)} {Name(finished.Case, finished.RunNumber, finished.Load)}: {Metrics(finished)}{ShortText.Duration(finished.Duration)}{(showsTimeLeft ? TimeLeft(finished.Progress) : "")}",
            ],
            RunFailed failed => Describe(failed),
            CacheResetFailed { IsRepeated: true } failed => [$"{Name(failed.Server)}: CACHES NOT RESET, restarting"],
            CacheResetFailed failed =>
            [
                $"{Name(failed.Server)}: CACHES NOT RESET, restarting before each next run (about {ShortText.Duration(failed.StartTime)} each time). {ShortText.OneLine(failed.Message)}",
            ],
            _ => [],
        };

    public static string Name(PlannedServer server) => string.Create(CultureInfo.InvariantCulture, $"server {server.Index + 1}");

    public static string Name(PlannedCase planned, int runNumber, CaseLoad? load = null)
    {
        var name = load is null ? planned.Name : $"{planned.Name} {load.Variable}={load.Value}";
        return runNumber < 0 ? $"{name} warm-up" : string.Create(CultureInfo.InvariantCulture, $"{name} run {runNumber}");
    }

    private static string Command(PlannedServer server) =>
        server.Command is { } command ? ShortText.Printable(command.Redact().ToString()) : "(no command)";

    private static string[] Describe(SweepStarted started)
    {
        var progress = started.Progress;
        var earlier = progress.FinishedRuns == 0 ? "" : $", {progress.FinishedRuns} of them already done";
        return
        [
            $"{Count(started.Plan.Servers.Count, "server")}, {Count(started.Plan.CaseCount, "case")}, {Count(progress.TotalRuns, "run")}{earlier}; results in {started.Location}",
            .. started.Notes.Select(note => $"note: {ShortText.Printable(note)}"),
        ];
    }

    private static string Describe(SlaVerdict verdict) =>
        verdict.Kind switch
        {
            SlaVerdictKind.Met => $"met ({string.Join(", ", verdict.Checks)})",
            SlaVerdictKind.Missed when verdict.Binding?.Kind == SlaBindingKind.Criterion => $"missed ({string.Join(", ", verdict.Checks)})",
            SlaVerdictKind.Missed => $"missed, {verdict.Binding} ({string.Join(", ", verdict.Checks)})",
            _ => $"no verdict: {verdict.Problem}",
        };

    private static string[] Describe(RunFailed failed) =>
        [
            $"{Counts(failed.Progress)} {Name(failed.Case, failed.RunNumber, failed.Load)}: FAILED. {ShortText.OneLine(failed.Failure.Message)}",
            .. failed.Failure.RecentOutput.TakeLast(LinesOfOutput).Select(line => $"    | {ShortText.Printable(line)}"),
        ];

    private static string Counts(SweepProgress progress)
    {
        var total = progress.TotalRuns.ToString(CultureInfo.InvariantCulture);
        return $"[{(progress.FinishedRuns + progress.FailedRuns).ToString(CultureInfo.InvariantCulture).PadLeft(total.Length)}/{total}]";
    }

    private static string Metrics(RunFinished finished)
    {
        var remarks = RunRemark.Of(finished.Document).Select(remark => ShortText.Printable(remark.ShortText));
        var parameters = finished.Case.Case.ServeParameters.Concat(finished.Case.Case.BenchParameters).Select(pair => pair.Key);
        var metrics = MainMetrics
            .ChooseForRun(finished.Document, parameters)
            .Select(metric => finished.Document.TryFindMetric(metric, out var value) ? $"{metric} {MainMetrics.Format(value)}" : null)
            .OfType<string>();
        return string.Concat(remarks.Concat(metrics).Select(part => $"{part}, "));
    }

    private static string TimeLeft(SweepProgress progress) =>
        progress.EstimatedTimeLeft is { } left && left > TimeSpan.Zero ? $", about {ShortText.Duration(left)} left" : "";

    private static string Count(int count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");
}
