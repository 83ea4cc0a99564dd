using ServeMulti.Parameters;
using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>Ranks scores, and says which of them are distinguished from the one that measured best.</summary>
internal static class ConfigurationRanking
{
    private const double Level = 0.05;

    /// <summary>Ranks scores.</summary>
    /// <param name="scores">The scores in the order of the file.</param>
    /// <param name="isHigherBetter">Whether larger ones are better.</param>
    /// <param name="first">The first configuration of the file.</param>
    public static IReadOnlyList<RankedConfiguration> Of(IReadOnlyList<ConfigurationScore> scores, bool isHigherBetter, ParameterSet? first)
    {
        ConfigurationScore[] ranking =
        [
            .. isHigherBetter ? scores.OrderByDescending(score => score.Estimate.Mean) : scores.OrderBy(score => score.Estimate.Mean),
        ];
        if (ranking.Length == 0)
        {
            return [];
        }

        var baseline = scores.FirstOrDefault(score => ReferenceEquals(score.Parameters, first));
        var standings = FindStandings(ranking);
        return
        [
            .. ranking.Select(
                (score, place) =>
                    new RankedConfiguration(
                        score.Parameters,
                        score.Value,
                        standings[place],
                        place + 1 < ranking.Length ? score.LeadOver(ranking[place + 1], isHigherBetter) : null,
                        baseline is null || ReferenceEquals(baseline, score) ? null : score.LeadOver(baseline, isHigherBetter)
                    )
                    {
                        Interval = score.FindInterval(),
                        IsGeometric = score.IsLogarithm,
                        MoreRunsNeeded =
                            place > 0 && standings[place] == ConfigurationStanding.Tied
                                ? ranking[0].Estimate.FindMoreToDistinguish(score.Estimate, Level / (ranking.Length - 1))
                                : null,
                    }
            ),
        ];
    }

    private static ConfigurationStanding[] FindStandings(ConfigurationScore[] ranking)
    {
        double[] tests = [.. ranking.Skip(1).Select(other => ranking[0].Estimate.TestEqual(other.Estimate))];
        int[] known = [.. Enumerable.Range(0, tests.Length).Where(index => !double.IsNaN(tests[index]))];

        // One that cannot be distinguished counts among the tests all the same: it was compared.
        var adjusted = HolmCorrection.Adjust([.. tests.Select(test => double.IsNaN(test) ? 1 : test)]);
        var standings = new ConfigurationStanding[ranking.Length];
        for (var index = 0; index < tests.Length; index++)
        {
            standings[index + 1] =
                !known.Contains(index) ? ConfigurationStanding.NotKnown
                : adjusted[index] <= Level ? ConfigurationStanding.Behind
                : ConfigurationStanding.Tied;
        }

        standings[0] =
            standings.Skip(1).All(standing => standing == ConfigurationStanding.Behind) && ranking.Length > 1 ? ConfigurationStanding.Best
            : standings.Skip(1).Contains(ConfigurationStanding.Tied) ? ConfigurationStanding.Tied
            : ConfigurationStanding.NotKnown;
        return standings;
    }
}
