using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>What is compared, and what counts as a relevant difference. Immutable; every default is a good start.</summary>
public sealed record ExperimentComparisonOptions
{
    /// <summary>Gets the metrics; null (the default): the metrics that people look at first, as far as both sides have them.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>Gets the smallest relevant difference, as a share above 0 and below 1. The default is 0.05: 5 %.</summary>
    public double Margin { get; init; } = 0.05;

    /// <summary>Gets the smallest relevant difference of single metrics, by name, and of largest loads, by load variable; the others have
    /// <see cref="Margin"/>. The default is none.</summary>
    public IReadOnlyDictionary<string, double> Margins { get; init; } = new Dictionary<string, double>();

    /// <summary>Gets the chance that anything in a whole comparison of two equal builds is called regressed, and that anything is called
    /// improved, each above 0 and below 0.5. The default is 0.05: 5 %.</summary>
    public double ErrorRate { get; init; } = 0.05;

    /// <summary>Gets the largest share of failed requests with which a case is compared, 0 to 1. The default is 0.</summary>
    public double FailedShareLimit { get; init; }

    /// <summary>Gets the directions of metrics that <c>MetricCatalog</c> does not know, by name: true where larger values are better. The
    /// default is none.</summary>
    public IReadOnlyDictionary<string, bool> HigherIsBetter { get; init; } = new Dictionary<string, bool>();

    /// <summary>
    /// Gets which configuration of the baseline a current one is compared with; null (the default): the one with the same name or parameters
    /// or, where each side has a single configuration, that one, whatever it is called.
    /// </summary>
    /// <remarks>Where a build is a parameter: <c>set => new ParameterSet("before")</c>, if the baseline's set is called that.</remarks>
    public Func<ParameterSet, ParameterSet>? BaselineOf { get; init; }

    /// <summary>Gets the parameters that do not count when cases are matched, such as a flag that only the current build sets, or a label of the
    /// build; <c>-</c> and <c>_</c> are alike. With any, names of configurations do not count either. The default is none.</summary>
    public IReadOnlyList<string> IgnoredParameters { get; init; } = [];

    internal double MarginOf(string metric) => Margins.GetValueOrDefault(metric, Margin);

    /// <exception cref="InvalidInputException">A value is out of range: one line per problem.</exception>
    internal void Check()
    {
        var check = new SettingCheck("comparison");
        foreach (var (metric, margin) in Margins.Prepend(new("", Margin)))
        {
            check.Require(
                margin is > 0 and < 1,
                metric.Length == 0 ? "the margin" : $"the margin of {metric}",
                margin,
                "must be above 0 and below 1"
            );
        }

        check.Require(ErrorRate is > 0 and < 0.5, "the error rate", ErrorRate, "must be above 0 and below 0.5");
        check.Require(FailedShareLimit is >= 0 and <= 1, "the share of failed requests", FailedShareLimit, "must be 0 to 1");
        check.Require(Metrics is null or { Count: > 0 }, "the list of metrics", "empty", "must name at least one, or be left out");
        SettingCheck.ThrowIfAny(check.Problems);
    }
}
