using System.Diagnostics;

namespace ServeMulti.FaultLab.Crash;

/// <summary>The trial <c>crash</c>: hosts are killed at every step and at random moments, and resumed.</summary>
internal static class CrashTrial
{
    private const int ProgressEvery = 50;

    public static Trial Trial { get; } =
        new(
            "crash",
            new Dictionary<string, string>
            {
                ["--kind"] = "both",
                ["--matrix"] = "all",
                ["--moments"] = "300",
                ["--seed"] = "1",
                ["--lanes"] = "2",
                ["--step"] = "0",
                ["--half"] = "no",
                ["--moment"] = "none",
                ["--again"] = "0",
            },
            "kills hosts of a sweep and a search (--kind) at every write and step (--matrix all, none or a number) and at random moments, and resumes them; --step, --half, --moment, --again: one point alone",
            RunAsync
        );

    private static async Task<TrialOutcome> RunAsync(TrialArguments arguments, CancellationToken cancellationToken)
    {
        string[] kinds = arguments.Text("--kind") switch
        {
            "both" => ["sweep", "search"],
            "sweep" or "search" => [arguments.Text("--kind")],
            var other => throw new ArgumentException($"--kind takes both, sweep or search, not \"{other}\"."),
        };
        var start = Stopwatch.GetTimestamp();
        using var matrix = await CrashMatrix.BeginAsync(Math.Max(1, arguments.Number("--lanes")), kinds, cancellationToken);
        var points = ReadPoint(arguments, kinds[0]) is { } one ? [one] : Plan(arguments, kinds, matrix);
        Console.WriteLine(
            $"{string.Join(", ", kinds.Select(kind => $"{kind}: {matrix.ReferenceOf(kind).Steps.Count} steps, {matrix.ReferenceOf(kind).Duration.TotalSeconds:0.0} s undisturbed"))}; {points.Count} points"
        );
        var verdicts = new List<CrashVerdict>();
        await matrix.TryAsync(points, verdict => Tell(verdict, verdicts, points.Count), cancellationToken);
        var broken = verdicts.Count(verdict => verdict.Problems.Count > 0);
        Console.WriteLine(
            $"{verdicts.Count - broken} of {verdicts.Count} points held; {verdicts.Sum(verdict => verdict.Kills)} hosts were killed, {verdicts.Sum(verdict => verdict.Orphans)} processes they left behind were ended; {Stopwatch.GetElapsedTime(start).TotalMinutes:0.0} min"
        );
        return broken == 0 ? TrialOutcome.Held : TrialOutcome.Broken;
    }

    private static List<CrashPoint> Plan(TrialArguments arguments, string[] kinds, CrashMatrix matrix)
    {
        var most = arguments.Text("--matrix") switch
        {
            "all" => int.MaxValue,
            "none" => 0,
            _ => arguments.Number("--matrix"),
        };
        var random = new Random(arguments.Number("--seed"));
        var points = new List<CrashPoint>();
        foreach (var kind in kinds)
        {
            var steps = matrix.ReferenceOf(kind).Steps;
            points.AddRange(CrashPlan.Matrix(kind, steps, most, random));
            points.AddRange(CrashPlan.Moments(kind, arguments.Number("--moments") / kinds.Length, steps.Count, random));
        }

        return points;
    }

    private static CrashPoint? ReadPoint(TrialArguments arguments, string kind)
    {
        var step = arguments.Number("--step");
        var isMoment = arguments.Text("--moment") != "none";
        return step == 0 && !isMoment
            ? null
            : new CrashPoint(
                kind,
                step,
                arguments.Text("--half") == "yes",
                isMoment ? arguments.Number("--moment") : 0,
                arguments.Number("--again")
            );
    }

    private static void Tell(CrashVerdict verdict, List<CrashVerdict> verdicts, int count)
    {
        verdicts.Add(verdict);
        if (verdict.Problems.Count > 0)
        {
            Console.WriteLine(
                $"BROKEN: {verdict.Point}{string.Concat(verdict.Problems.Select(problem => $"{Environment.NewLine}  {problem}"))}"
            );
        }
        else if (verdicts.Count % ProgressEvery == 0)
        {
            Console.WriteLine($"{verdicts.Count} of {count} points");
        }
    }
}
