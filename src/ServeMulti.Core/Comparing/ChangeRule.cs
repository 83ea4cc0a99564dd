namespace ServeMulti.Comparing;

/// <summary>What p-values and an interval say of a difference of logarithms that is positive where the current build is worse.</summary>
internal static class ChangeRule
{
    /// <param name="worse">How much worse the current build is, as measured.</param>
    /// <param name="low">The lower end of its 90 % interval.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="margin">The smallest relevant difference, as a logarithm.</param>
    /// <param name="pWorse">The p-value, corrected for all comparisons, that the current build is not worse.</param>
    /// <param name="pBetter">The corrected p-value that it is not better.</param>
    /// <param name="errorRate">The level of both.</param>
    public static ChangeVerdict Judge(
        double worse,
        double low,
        double high,
        double margin,
        double pWorse,
        double pBetter,
        double errorRate
    ) =>
        pWorse <= errorRate && worse >= margin ? ChangeVerdict.Regressed
        : pBetter <= errorRate && -worse >= margin ? ChangeVerdict.Improved
        : low > -margin && high < margin ? ChangeVerdict.NoRelevantDifference
        : ChangeVerdict.Inconclusive;

    /// <summary>Returns the verdict on several together: regressed where anything did, else inconclusive where anything is, else improved where
    /// anything did.</summary>
    public static ChangeVerdict Join(IEnumerable<ChangeVerdict> verdicts)
    {
        var known = verdicts.ToHashSet();
        return known.Contains(ChangeVerdict.Regressed) ? ChangeVerdict.Regressed
            : known.Count == 0 || known.Contains(ChangeVerdict.Inconclusive) ? ChangeVerdict.Inconclusive
            : known.Contains(ChangeVerdict.Improved) ? ChangeVerdict.Improved
            : ChangeVerdict.NoRelevantDifference;
    }

    /// <summary>Returns the place of a verdict where the worst comes first.</summary>
    public static int Rank(ChangeVerdict verdict) =>
        verdict switch
        {
            ChangeVerdict.Regressed => 0,
            ChangeVerdict.Inconclusive => 1,
            ChangeVerdict.Improved => 2,
            _ => 3,
        };
}
