using System.Diagnostics;
using System.Globalization;

namespace ServeMulti.FaultLab.Disk;

/// <summary>The trial <c>disk</c>: every story, with every fault, at every step, in every course.</summary>
internal static class DiskTrial
{
    public static Trial Trial { get; } =
        new(
            "disk",
            new Dictionary<string, string> { ["--every"] = "1", ["--story"] = "all" },
            "Fails every file operation of an experiment in every way, and resumes it on a disk that works.",
            (arguments, cancellationToken) =>
                RunAsync(arguments.Number("--every"), arguments.Text("--story"), Console.Out, cancellationToken)
        );

    /// <summary>Tries one of so many combinations.</summary>
    public static async Task<TrialOutcome> RunAsync(int every, string stories, TextWriter output, CancellationToken cancellationToken)
    {
        var (tried, broken) = (0, 0);
        var clock = Stopwatch.StartNew();
        foreach (var story in DiskStory.All.Where(story => stories is "all" || story.Name == stories))
        {
            using var template = new StoryFolder();
            var attempt = await DiskAttempt.PrepareAsync(story, template);
            var combinations = DiskFault
                .All.SelectMany(fault =>
                    attempt.StepsOf(fault).SelectMany(step => attempt.CoursesOf(step).Select(course => (fault, step, course)))
                )
                .Where((_, number) => number % Math.Max(1, every) == 0)
                .ToList();
            foreach (var (fault, step, course) in combinations)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var found = await attempt.PlayAsync(fault, step, course);
                broken += found.Count > 0 ? 1 : 0;
                foreach (var line in found)
                {
                    output.WriteLine(
                        $"{story}, {fault} {course} at step {step} ({attempt.Steps[step].Operation} {Path.GetFileName(attempt.Steps[step].Path)}): {line}"
                    );
                }
            }

            tried += combinations.Count;
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{story}: {attempt.Steps.Count} steps, {combinations.Count} combinations")
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
