using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration;

/// <summary>Reads a rate that moves from <c>ramp_up_strategy</c>, <c>ramp_up_start_rps</c> and <c>ramp_up_end_rps</c>.</summary>
internal static class RampUpParameters
{
    /// <summary>Returns the ramp; null if none of the three is given.</summary>
    public static RampUp? TryRead(ParameterSet parameters)
    {
        var hasShape = parameters.TryFind("ramp_up_strategy", out var shape);
        var hasStart = parameters.TryFind("ramp_up_start_rps", out var start);
        var hasEnd = parameters.TryFind("ramp_up_end_rps", out var end);
        if (!hasShape && !hasStart && !hasEnd)
        {
            return null;
        }

        return shape is not null && start is not null && end is not null
            ? new(ReadShape(new("ramp_up_strategy", shape)), ReadRate("ramp_up_start_rps", start), ReadRate("ramp_up_end_rps", end))
            : throw new InvalidInputException("A ramp needs all of ramp_up_strategy, ramp_up_start_rps and ramp_up_end_rps.");
    }

    private static RampUpShape ReadShape(ParameterReader value) =>
        value.Text switch
        {
            "linear" => RampUpShape.Linear,
            "exponential" => RampUpShape.Exponential,
            _ => throw value.Problem("is not known; ramps are linear and exponential"),
        };

    private static double ReadRate(string key, ParameterValue value)
    {
        var reader = new ParameterReader(key, value);
        return reader.AboveZero() is var rate && double.IsFinite(rate) ? rate : throw reader.Problem("is not finite");
    }
}
