namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>The ordered values of a sample, exact or not.</summary>
internal interface IQuantiles
{
    /// <summary>Returns the value at a rank, from 0 to the number of values less one; between two ranks it interpolates linearly.</summary>
    double At(double rank);
}

/// <summary>Every value, sorted.</summary>
internal sealed class SortedQuantiles(double[] sorted) : IQuantiles
{
    public double At(double rank)
    {
        var below = (int)Math.Floor(rank);
        var above = Math.Min(below + 1, sorted.Length - 1);
        var share = rank - below;
        var step = sorted[above] - sorted[below];

        // From the nearer end, as numpy does: the result is then monotone in the rank and exact at both ends.
        return share < 0.5 ? sorted[below] + (step * share) : sorted[above] - (step * (1 - share));
    }
}
