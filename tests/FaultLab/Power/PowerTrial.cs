using System.Diagnostics;
using System.Globalization;
using ServeMulti.FaultLab.Disk;

namespace ServeMulti.FaultLab.Power;

/// <summary>The trial <c>power</c>: every story, a loss of power after every step, and the ways in which it can leave the disk.</summary>
internal static class PowerTrial
{
    /// <summary>Of so many losses one is followed by another, during the resume.</summary>
    private const int OneInLostAgain = 4;

    /// <summary>After a host was killed and another came to its end, nothing it relied on may be lost.</summary>
    private const int WaysAfterKill = 3;

    public static Trial Trial { get; } =
        new(
            "power",
            new Dictionary<string, string>
            {
                ["--every"] = "1",
                ["--story"] = "all",
                ["--ways"] = "24",
                ["--seed"] = "1",
            },
            "Loses the power after every step on the disk, keeps any part of what was not flushed, and resumes.",
            (arguments, cancellationToken) =>
                RunAsync(
                    arguments.Number("--every"),
                    arguments.Text("--story"),
                    arguments.Number("--ways"),
                    arguments.Number("--seed"),
                    Console.Out,
                    cancellationToken
                )
        );

    /// <summary>Tries one of so many steps.</summary>
    public static async Task<TrialOutcome> RunAsync(
        int every,
        string stories,
        int ways,
        int seed,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var (tried, broken) = (0, 0);
        var clock = Stopwatch.StartNew();
        foreach (var story in DiskStory.All.Where(story => stories is "all" || story.Name == stories))
        {
            using var template = new StoryFolder();
            var attempt = await PowerAttempt.PrepareAsync(story, template);
            var random = new Random(seed);
            var points = Plan(attempt.Steps, random).Where((_, number) => number % Math.Max(1, every) == 0).ToList();
            var (before, seen) = (tried, new HashSet<string>(StringComparer.Ordinal));
            foreach (var point in points)
            {
                var off = await attempt.LoseAsync(point);
                var loss = new PowerLoss(off.Disk);
                foreach (var (number, choice) in loss.ListChoices(point.KilledAt is null ? ways : WaysAfterKill, random).Index())
                {
                    if (!seen.Add($"{loss.Fingerprint(choice)} {off.SaidFinished.Count} {off.SavedAnswers.Count} {off.HasEnded}"))
                    {
                        continue;
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    var tries = random.Next(OneInLostAgain) == 0 ? point with { Again = random.Next() } : point;
                    var found = await attempt.JudgeAsync(off, tries, choice);
                    tried++;
                    broken += found.Count > 0 ? 1 : 0;
                    foreach (var line in found)
                    {
                        output.WriteLine($"{story}, {tries}, way {number} ({off.Disk.Steps.LastOrDefault()}): {line}");
                    }
                }
            }

            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{story}: {attempt.Steps} steps, {points.Count} points, {tried - before} losses"
                )
            );
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{tried} losses of power, {tried - broken} held, {broken} broke; {clock.Elapsed.TotalSeconds:0} s"
            )
        );
        return broken == 0 ? TrialOutcome.Held : TrialOutcome.Broken;
    }

    /// <summary>Plans a loss after every step; after the end, also where another host was killed before, at any step.</summary>
    private static IEnumerable<PowerPoint> Plan(int steps, Random random) =>
        Enumerable
            .Range(0, steps + 1)
            .Select(step => new PowerPoint(step))
            .Concat(Enumerable.Range(0, steps).Select(step => new PowerPoint(int.MaxValue, step)))
            .Concat(Enumerable.Range(0, steps).Select(step => new PowerPoint(random.Next(steps), step)));
}
