namespace ServeMulti.Testing.Gates;

/// <summary>Decides after each run whether a load is sustained: Wald's sequential probability ratio test of "four of five runs meet the SLA"
/// against "one of five does". Pure.</summary>
/// <remarks>
/// A. Wald, Annals of Mathematical Statistics 16 (1945). Each run that meets the SLA adds ln 4, each that misses it takes ln 4 off; the test
/// ends at ±ln 19, errors of 5 %, which is three runs more on one side. Where four of five runs meet the SLA the gate fails in 1.5 % of
/// cases (1 in 1 + 4³), and where one of five does it passes in as many.
/// </remarks>
internal sealed class SustainedTest
{
    /// <summary>The fewest runs that decide: ln 19 / ln 4, rounded up.</summary>
    public const int FewestRuns = 3;

    private int _met;
    private int _missed;

    public int Met => _met;

    public int Runs => _met + _missed;

    /// <summary>Gets what the runs say; null where they do not tell yet.</summary>
    public bool? IsSustained =>
        _met - _missed >= FewestRuns ? true
        : _missed - _met >= FewestRuns ? false
        : null;

    public void Add(bool isMet) => _ = isMet ? _met++ : _missed++;
}
