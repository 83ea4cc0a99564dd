using System.Globalization;
using ServeMulti.Comparing;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Compare;

/// <summary>Prints how often comparisons of searched loads are right.</summary>
internal static class LoadsTable
{
    private static readonly double[] Noises = [0.01, 0.03, 0.1];

    private static readonly (string Name, double Slowdown)[] Truths = [("equal", 1), ("10 % slower", 1.1), ("25 % slower", 1.25)];

    public static void Print(TextWriter output, LoadsLab lab)
    {
        output.WriteLine();
        output.WriteLine(
            "largest loads of two searches each, one answer per comparison: share of comparisons (25 % slower: at least 20 % less load)"
        );
        output.WriteLine($"{"", -48}" + string.Concat(new[] { "worse", "better", "equal", "not known" }.Select(column => $"{column, 15}")));
        foreach (var variable in new[] { LoadVariable.RequestRate, LoadVariable.MaxConcurrency })
        {
            foreach (var (name, slowdown) in Truths)
            {
                foreach (var noise in Noises)
                {
                    ChangeVerdict[] verdicts = [.. lab.Play(variable, Noise.OfRuns(noise), slowdown).Select(one => one[0])];
                    var title = string.Create(CultureInfo.InvariantCulture, $"{variable.Name}, {name}, noise {100 * noise:0} %");
                    output.WriteLine(
                        $"{title, -48}"
                            + Cell(verdicts, ChangeVerdict.Regressed)
                            + Cell(verdicts, ChangeVerdict.Improved)
                            + Cell(verdicts, ChangeVerdict.NoRelevantDifference)
                            + Cell(verdicts, ChangeVerdict.Inconclusive)
                    );
                }
            }
        }
    }

    private static string Cell(ChangeVerdict[] verdicts, ChangeVerdict meant) =>
        $"{ComparisonCount.Percent(verdicts.Count(verdict => verdict == meant) / (double)verdicts.Length), 15}";
}
