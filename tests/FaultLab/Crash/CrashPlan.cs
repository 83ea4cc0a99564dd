namespace ServeMulti.FaultLab.Crash;

/// <summary>At which points hosts are killed. The same steps and seed give the same plan.</summary>
internal static class CrashPlan
{
    private const int OneInKilledAgain = 4;
    private const string HasHalves = "(has halves)";

    /// <summary>Plans the points of the matrix: every step, and the middle of every step that has one.</summary>
    /// <param name="kind">What is swept.</param>
    /// <param name="steps">The names of the steps of an undisturbed sweep.</param>
    /// <param name="most">How many points to take, spread evenly from a random start; those of the whole matrix where there are no
    /// more.</param>
    /// <param name="random">Chooses which resumes are killed too.</param>
    public static IReadOnlyList<CrashPoint> Matrix(string kind, IReadOnlyList<string> steps, int most, Random random)
    {
        var all = new List<CrashPoint>();
        for (var step = 1; step <= steps.Count; step++)
        {
            all.Add(new CrashPoint(kind, step, IsHalfDone: false, Moment: 0, Again: 0));
            if (steps[step - 1].EndsWith(HasHalves, StringComparison.Ordinal))
            {
                all.Add(new CrashPoint(kind, step, IsHalfDone: true, Moment: 0, Again: 0));
            }
        }

        var start = random.Next(all.Count);
        var count = Math.Min(most, all.Count);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(index =>
                    all[(start + (int)((long)index * all.Count / count)) % all.Count] with
                    {
                        Again = NextAgain(steps.Count, random),
                    }
                ),
        ];
    }

    /// <summary>Plans random moments.</summary>
    public static IReadOnlyList<CrashPoint> Moments(string kind, int count, int steps, Random random) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => new CrashPoint(kind, 0, IsHalfDone: false, random.Next(CrashPoint.MomentUnit), NextAgain(steps, random))),
        ];

    private static int NextAgain(int steps, Random random) => random.Next(OneInKilledAgain) == 0 ? 1 + random.Next(steps) : 0;
}
