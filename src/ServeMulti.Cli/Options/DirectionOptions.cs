using System.CommandLine;
using ServeMulti.Benchmarking;

namespace ServeMulti.Cli.Options;

/// <summary>The options that state which values of a metric are better, for metrics that no known client writes.</summary>
internal sealed class DirectionOptions
{
    private readonly Option<string[]> _higher = new("--higher-is-better")
    {
        Description = "States that higher values of a metric are better; needed for a metric that no known client writes. Can be repeated.",
        HelpName = "METRIC",
    };

    private readonly Option<string[]> _lower = new("--lower-is-better")
    {
        Description = "States that lower values of a metric are better, such as latency_s. Can be repeated.",
        HelpName = "METRIC",
    };

    public IEnumerable<Option> All => [_higher, _lower];

    /// <summary>Reads the direction of each metric.</summary>
    /// <exception cref="InvalidInputException">A metric has both directions.</exception>
    public IReadOnlyDictionary<string, MetricDirection> Read(ParseResult parsed)
    {
        var (higher, lower) = (parsed.GetValue(_higher) ?? [], parsed.GetValue(_lower) ?? []);
        string[] problems =
        [
            .. higher.Intersect(lower).Select(metric => $"--higher-is-better and --lower-is-better both name {metric}; remove one."),
        ];
        return problems.Length > 0
            ? throw new InvalidInputException(problems)
            : higher
                .Distinct()
                .Select(metric => (metric, MetricDirection.HigherIsBetter))
                .Concat(lower.Distinct().Select(metric => (metric, MetricDirection.LowerIsBetter)))
                .ToDictionary(StringComparer.Ordinal);
    }
}
