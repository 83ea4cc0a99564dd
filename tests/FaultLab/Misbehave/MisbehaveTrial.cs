using System.Diagnostics;

namespace ServeMulti.FaultLab.Misbehave;

/// <summary>The trial <c>misbehave</c>: servers and benchmarks that misbehave, mixed with good ones in whole sweeps.</summary>
internal static class MisbehaveTrial
{
    public static Trial Trial { get; } =
        new(
            "misbehave",
            new Dictionary<string, string>
            {
                ["--repeats"] = "1",
                ["--seed"] = "1",
                ["--servers"] = "0",
                ["--benchmarks"] = "0",
                ["--only"] = "all",
                ["--megabytes"] = "1024",
                ["--result-megabytes"] = "200",
            },
            "sweeps servers x benchmarks that misbehave in every known way, mixed with good ones; --servers, --benchmarks: how many bad ones of each, by lot (0: all); --only: a list of names, with commas",
            (arguments, cancellationToken) => RunAsync(arguments, Console.Out, cancellationToken)
        );

    public static async Task<TrialOutcome> RunAsync(TrialArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var held = true;
        for (var repeat = 0; repeat < arguments.Number("--repeats"); repeat++)
        {
            var seed = arguments.Number("--seed") + repeat;
            var start = Stopwatch.GetTimestamp();
            var sweep = Draw(arguments, new Random(seed));
            var problems = await sweep.RunAsync(cancellationToken);
            await output.WriteLineAsync(
                $"seed {seed}: {(problems.Count == 0 ? "held" : "BROKEN")}, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, the host took {Peak()} MiB at most"
            );
            foreach (var line in sweep.Table.Concat(problems.Select(problem => $"BROKEN: {problem}")))
            {
                await output.WriteLineAsync(line);
            }

            held &= problems.Count == 0;
        }

        return held ? TrialOutcome.Held : TrialOutcome.Broken;
    }

    private static MisbehaveSweep Draw(TrialArguments arguments, Random random)
    {
        var servers = ServerMisbehaviours.All(arguments.Number("--megabytes"), MisbehaveSweep.FindFreePort());
        var benchmarks = BenchmarkMisbehaviours.All(arguments.Number("--megabytes"), arguments.Number("--result-megabytes"));
        return new MisbehaveSweep(
            Mix(Choose(servers, arguments.Text("--only")), arguments.Number("--servers"), random),
            Mix(Choose(benchmarks, arguments.Text("--only")), arguments.Number("--benchmarks"), random)
        );
    }

    private static Misbehaviour[] Choose(IReadOnlyList<Misbehaviour> bad, string only) =>
        [.. bad.Where(item => only == "all" || only.Split(',').Contains(item.Name))];

    /// <summary>Draws some of the bad ones, and puts them between good ones.</summary>
    private static IReadOnlyList<Misbehaviour> Mix(Misbehaviour[] bad, int count, Random random)
    {
        random.Shuffle(bad);
        return [Good(1), .. count == 0 ? bad : bad.Take(count), Good(2)];
    }

    private static Misbehaviour Good(int number) => new($"good-{number}", []) { Options = [("request_rate", 4), ("number", number)] };

    private static long Peak()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 >> 20;
    }
}
