using System.Globalization;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Distinguishes a measurement of a case from one of another: clients write the load they applied into their result.</summary>
/// <remarks>
/// A wrapper that drops an option, or a client that knows it by another name, measures every load of a sweep alike, and nothing else would
/// show it. Only what both sides say as a number counts: a client may write null, or leave the field out. Endless load is <c>inf</c>, null,
/// or a number that is no rate, as clients spell it. The number of prompts is what a client sent: it is compared only where a command was
/// asked for so many, and not for so long. Names of models are not compared, because they have aliases.
/// </remarks>
internal static class StatedParameters
{
    private const double RoundingOfRates = 0.01;

    private static readonly string[] Keys = [ResultKeys.NumPrompts, ResultKeys.MaxConcurrency, ResultKeys.RequestRate];
    private static readonly string[] TimeLimits = ["time_limit", ResultKeys.Duration, "max_duration", "max_seconds"];
    private static readonly ResultDocument Empty = ResultDocument.FromMetrics([]);

    /// <summary>Returns the failure of a result that contradicts the parameters of its case; null if it does not.</summary>
    public static BenchmarkFailure? FindFailure(BenchmarkRequest request, ResultDocument document)
    {
        foreach (var key in Keys)
        {
            if (TryFindAsked(request, key, out var wanted) && document.TryFindMetric(key, out var stated) && !AreSame(key, wanted, stated))
            {
                return new BenchmarkFailure(
                    BenchmarkFailureReason.OtherParameters,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The benchmark's result says {key} {Spell(stated)}, but {Spell(wanted)} was requested: it is not a measurement of this case. Check that the command honours the option."
                    )
                );
            }
        }

        return null;
    }

    private static bool TryFindAsked(BenchmarkRequest request, string key, out double value)
    {
        value = double.NaN;
        return (key != ResultKeys.NumPrompts || SendsSoMany(request))
            && request.Parameters.TryFind(key, out var found)
            && found.Kind is ParameterKind.Number or ParameterKind.Text
            && Empty.With(key, found).TryFindMetric(key, out value)
            && value > 0;
    }

    private static bool SendsSoMany(BenchmarkRequest request) =>
        request.Command is { } command && !TimeLimits.Any(limit => command.HasOption(limit) || request.Parameters.TryFind(limit, out _));

    private static bool AreSame(string key, double wanted, double stated)
    {
        if (double.IsNaN(stated) || wanted.Equals(stated))
        {
            return true;
        }

        if (double.IsPositiveInfinity(wanted))
        {
            return stated <= 0;
        }

        return key == ResultKeys.RequestRate && Math.Abs(wanted - stated) <= RoundingOfRates * Math.Abs(wanted);
    }

    private static string Spell(double value) =>
        double.IsPositiveInfinity(value) ? "inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
