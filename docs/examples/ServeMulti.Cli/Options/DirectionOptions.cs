using System.CommandLine;
using ServeMulti.Benchmarking;

namespace ServeMulti.Cli.Options;

/// <summary>The options that say of metrics which values are better: of those that no known client writes nothing else does.</summary>
internal sealed class DirectionOptions
{
    private readonly Option<string[]> _higher = new("--higher-is-better")
    {
        Description = "Says of a metric that larger values are better; needed for one that no known client writes. May be given more than once.",
        HelpName = "METRIC",
    };

    private readonly Option<string[]> _lower = new("--lower-is-better")
    {
        Description = "Says of a metric that smaller values are better, such as latency_s. May be given more than once.",
        HelpName = "METRIC",
    };

    public IEnumerable<Option> All => [_higher, _lower];

    /// <summary>Reads what was said of each metric.</summary>
    /// <exception cref="InvalidInputException">Both were said of the same metric.</exception>
    public IReadOnlyDictionary<string, MetricDirection> Read(ParseResult parsed)
    {
        var (higher, lower) = (parsed.GetValue(_higher) ?? [], parsed.GetValue(_lower) ?? []);
        string[] problems = [.. higher.Intersect(lower).Select(metric => $"--higher-is-better and --lower-is-better both name {metric}; leave one out.")];
        return problems.Length > 0
            ? throw new InvalidInputException(problems)
            : higher.Distinct().Select(metric => (metric, MetricDirection.HigherIsBetter)).Concat(lower.Distinct().Select(metric => (metric, MetricDirection.LowerIsBetter))).ToDictionary(StringComparer.Ordinal);
    }
}
