using System.Diagnostics;
using System.Globalization;
using ServeMulti.FaultLab.Disk;
using ServeMulti.Parameters;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.FaultLab.Damage;

/// <summary>The trial <c>damage</c>: the file of every finished run, damaged in every way, before a resume and while the sweep runs.</summary>
internal static class DamageTrial
{
    private static readonly SweepDefinition Search = SweepStory.TwoByTwo with
    {
        ServeParameters = ParameterSweep.Grid(("a", [1])),
        BenchParameters = ParameterSweep.Unchanged,
        RunsPerCase = 1,
        Search = new SearchDefinition { ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=300")], BasePrompts = 100 },
    };

    /// <summary>Gets what is run before the damage and after it; a search is finished before.</summary>
    private static readonly (string Name, SweepDefinition Finished, SweepDefinition Resumed)[] Kinds =
    [
        ("sweep", SweepStory.TwoByTwo, SweepStory.TwoByTwo with { RunsPerCase = 3 }),
        ("search", Search, Search),
    ];

    public static Trial Trial { get; } =
        new(
            "damage",
            new Dictionary<string, string> { ["--every"] = "1" },
            "Damages the file of each finished run in every way, before a resume and while a sweep runs, and resumes the experiment.",
            (arguments, cancellationToken) => RunAsync(arguments.Number("--every"), Console.Out, cancellationToken)
        );

    /// <summary>Tries one of so many combinations.</summary>
    public static async Task<TrialOutcome> RunAsync(int every, TextWriter output, CancellationToken cancellationToken)
    {
        var (tried, broken) = (0, 0);
        var clock = Stopwatch.StartNew();
        foreach (var (name, finished, resumed) in Kinds)
        {
            using var template = new StoryFolder();
            var attempt = await DamageAttempt.PrepareAsync(finished, resumed, template);
            bool[] moments = ReferenceEquals(finished, resumed) ? [false] : [false, true];
            var combinations = attempt
                .Runs.SelectMany(run => RunDamage.All.SelectMany(damage => moments.Select(isWhileRunning => (run, damage, isWhileRunning))))
                .Where((_, number) => number % Math.Max(1, every) == 0)
                .ToList();
            foreach (var (run, damage, isWhileRunning) in combinations)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var found = await attempt.TryAsync(run, damage, isWhileRunning);
                broken += found.Count > 0 ? 1 : 0;
                foreach (var line in found)
                {
                    output.WriteLine($"{name}, {run}, {damage}{(isWhileRunning ? " while the sweep runs" : "")}: {line}");
                }
            }

            tried += combinations.Count;
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{name}: {attempt.Runs.Count} runs, {combinations.Count} combinations")
            );
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{tried} combinations, {tried - broken} held, {broken} broke; {clock.Elapsed.TotalSeconds:0} s"
            )
        );
        return broken == 0 ? TrialOutcome.Held : TrialOutcome.Broken;
    }
}
