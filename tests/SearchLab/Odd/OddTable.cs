using System.Globalization;
using ServeMulti.SearchLab.Simulation;

namespace ServeMulti.SearchLab.Odd;

/// <summary>Plays every odd case on several servers and prints what came out.</summary>
internal static class OddTable
{
    public static void Print(TextWriter output, long family, int servers, Noise noise, int parallelism, bool withTrace)
    {
        var searches = OddCases
            .All.SelectMany(c => Enumerable.Range(0, servers).Select(i => (Case: c, Seed: (family * 1009) + i)))
            .ToArray();
        var trials = Contest.ForEach(searches, parallelism, s => OddTrial.Play(s.Case, s.Seed, noise));
        output.WriteLine();
        output.WriteLine($"odd cases, {servers} servers each, adaptive");
        output.WriteLine($"{"case", -42}{"right", 6}{"runs", 6}{"answer/truth", 14}  {"expected", -48}{"what came"}");
        foreach (var trialsOfCase in trials.GroupBy(t => t.Case))
        {
            output.WriteLine(Describe(trialsOfCase.Key, [.. trialsOfCase]));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"right: {trials.Count(t => t.IsRight)} of {trials.Length}"));
        foreach (var trial in trials.Where(t => !t.IsRight))
        {
            output.WriteLine($"  {trial}");
            foreach (var probe in withTrace ? trial.Result.Probes : [])
            {
                output.WriteLine(SearchListing.Describe(probe));
            }
        }
    }

    private static string Describe(OddCase odd, OddTrial[] trials)
    {
        double[] ratios =
        [
            .. trials.Where(t => t.Result.Load is not null && double.IsFinite(t.Truth)).Select(t => t.Result.Load!.Value / t.Truth).Order(),
        ];
        var median = ratios.Length == 0 ? "-" : SortedValues.Quantile(ratios, 0.5).ToString("0.00", CultureInfo.InvariantCulture);
        var came = string.Join(
            ", ",
            trials
                .GroupBy(t =>
                    t.Problem is { } p && !p.StartsWith("outcome", StringComparison.Ordinal)
                        ? $"{t.Result.Outcome} {p}"
                        : t.Result.Outcome.ToString()
                )
                .OrderByDescending(g => g.Count())
                .Select(g => $"{g.Count()} {g.Key}")
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{odd.Name, -42}{trials.Count(t => t.IsRight), 3}/{trials.Length, -2}{trials.Average(t => t.Result.Runs), 6:0.0}{median, 14}  {odd.Expected, -48}{came}"
        );
    }
}
