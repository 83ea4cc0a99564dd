namespace ServeMulti.LoadGeneration.Arrivals;

/// <summary>How the rate moves from a first to a last one.</summary>
public enum RampUpShape
{
    /// <summary>By equal differences per request.</summary>
    Linear,

    /// <summary>By equal ratios per request.</summary>
    Exponential,
}

/// <summary>A rate that moves while requests are sent. Immutable.</summary>
public sealed record RampUp
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="shape">How the rate moves.</param>
    /// <param name="startRequestsPerSecond">The rate of the first request; above 0 and finite.</param>
    /// <param name="endRequestsPerSecond">The rate of the last request; above 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not above 0, or not finite.</exception>
    public RampUp(RampUpShape shape, double startRequestsPerSecond, double endRequestsPerSecond)
    {
        Shape = shape;
        StartRequestsPerSecond = Checked(startRequestsPerSecond, nameof(startRequestsPerSecond));
        EndRequestsPerSecond = Checked(endRequestsPerSecond, nameof(endRequestsPerSecond));
    }

    /// <summary>Gets how the rate moves.</summary>
    public RampUpShape Shape { get; }

    /// <summary>Gets the rate of the first request.</summary>
    public double StartRequestsPerSecond { get; }

    /// <summary>Gets the rate of the last request.</summary>
    public double EndRequestsPerSecond { get; }

    /// <summary>Returns the rate at a point of the way.</summary>
    /// <param name="progress">From 0, the first request, to 1, the last.</param>
    public double RateAt(double progress) =>
        Shape == RampUpShape.Linear
            ? StartRequestsPerSecond + ((EndRequestsPerSecond - StartRequestsPerSecond) * progress)
            : StartRequestsPerSecond * Math.Pow(EndRequestsPerSecond / StartRequestsPerSecond, progress);

    private static double Checked(double rate, string name) =>
        rate > 0 && double.IsFinite(rate)
            ? rate
            : throw new ArgumentOutOfRangeException(name, rate, "A rate of a ramp is above 0 and finite.");
}
