using System.Diagnostics;

namespace ServeMulti.FaultLab.Soak;

/// <summary>The trial <c>soak</c>: many runs in one process, which must not grow.</summary>
internal static class SoakTrial
{
    public static Trial Trial { get; } =
        new(
            "soak",
            new Dictionary<string, string> { ["--runs"] = "2000", ["--of"] = "both" },
            "runs a benchmark that does nothing, of commands and of functions (--of both, commands or functions), and looks whether handles, threads and memory stay what they are",
            RunAsync
        );

    private static async Task<TrialOutcome> RunAsync(TrialArguments arguments, CancellationToken cancellationToken)
    {
        bool[] kinds = arguments.Text("--of") switch
        {
            "both" => [true, false],
            "commands" => [true],
            "functions" => [false],
            var other => throw new ArgumentException($"--of takes both, commands or functions, not \"{other}\"."),
        };
        var outcome = TrialOutcome.Held;
        using var sweep = new SoakSweep(arguments.Number("--runs"));
        foreach (var usesCommands in kinds)
        {
            Console.WriteLine($"{(usesCommands ? "commands" : "functions")}{Environment.NewLine}{SoakSample.Header}");
            var start = Stopwatch.GetTimestamp();
            var samples = await sweep.RunAsync(usesCommands, Console.WriteLine, cancellationToken);
            var problems = SoakLimits.FindProblems(samples[(int)(samples.Count * SoakLimits.WarmShare) - 1], samples[^1]);
            Console.WriteLine(
                $"{(problems.Count == 0 ? "held" : "BROKEN: " + string.Join("; ", problems))}; {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"
            );
            outcome = problems.Count == 0 ? outcome : TrialOutcome.Broken;
        }

        return outcome;
    }
}
