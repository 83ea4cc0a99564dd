using System.Runtime.CompilerServices;

namespace ServeMulti.Testing.Simulation;

/// <summary>Checks the numbers of simulated servers.</summary>
internal static class ServerModelCheck
{
    /// <summary>Returns a number that is finite and above 0.</summary>
    public static double ThrowIfNotPositive(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "The value must be a number above 0.");

    /// <summary>Returns a number that is finite and at least 0.</summary>
    public static double ThrowIfNegative(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "The value must be a number of at least 0.");
}
