namespace ServeMulti.Sla.Methods;

/// <summary>Turns a margin back into the speed of the run that showed it: a server slower by a share e sees its load and its service times
/// larger by e.</summary>
/// <remarks>
/// At a rate of u times the capacity a margin is slope * (z(u) - zero), z(u) = -ln(1 - u), and a slow run also answers each request more
/// slowly. So the slowness e solves slope * z(u exp(e)) + e = margin + slope * zero. With v = u exp(e) this is h(v) = slope * z(v) + ln v =
/// margin + slope * zero + ln u: one table per slope inverts h. A mean over margins is drawn to the slow runs, because z is steep near
/// capacity; a mean over e is not.
/// </remarks>
internal sealed class CriterionSlope
{
    private const int Steps = 1024;
    private const double Least = -7;
    private const double Most = 14;
    private const double StepSize = (Most - Least) / Steps;

    /// <summary>Nearer to capacity than this the scale has no use: no run is long enough for it.</summary>
    private const double Full = 0.9999;

    private readonly double[] _logShares = new double[Steps + 1];
    private readonly double[] _perMargin = new double[Steps + 1];

    /// <summary>Initializes a new instance.</summary>
    /// <param name="slope">How fast the margin grows with the scale of waiting.</param>
    /// <param name="weight">How likely such a slope is before any run.</param>
    public CriterionSlope(double slope, double weight)
    {
        (Slope, Weight) = (slope, weight);
        var share = Math.Exp(Least) / 2;
        for (var i = 0; i <= Steps; i++)
        {
            var target = Least + (i * StepSize);
            share = Solve(target, share);
            _logShares[i] = Math.Log(share);
            _perMargin[i] = 1 / ((slope * share / (1 - share)) + 1);
        }
    }

    public double Slope { get; }

    public double Weight { get; }

    /// <summary>Finds the share v of capacity with h(v) = target, as its logarithm, and by how much the slowness changes with the margin
    /// there.</summary>
    public (double LogShare, double PerMargin) Invert(double target)
    {
        var place = Math.Clamp((target - Least) / StepSize, 0, Steps - 1e-9);
        var at = (int)place;
        var part = place - at;
        return (
            _logShares[at] + (part * (_logShares[at + 1] - _logShares[at])),
            _perMargin[at] + (part * (_perMargin[at + 1] - _perMargin[at]))
        );
    }

    /// <summary>Bisects: h rises with the share.</summary>
    private double Solve(double target, double from)
    {
        var low = Math.Min(from, Full);
        var high = Full;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Math.Log(middle) - (Slope * Math.Log(1 - middle)) < target ? (middle, high) : (low, middle);
        }

        return high;
    }
}
