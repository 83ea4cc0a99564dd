using System.CommandLine;
using ServeMulti.Comparing;

namespace ServeMulti.Cli.Comparing;

/// <summary>The options that say what is compared, what is relevant, and what passes.</summary>
internal sealed class VerdictOptions
{
    private const string Pass = "pass";
    private const string Fail = "fail";

    private readonly Option<string[]> _metrics = new("--metric")
    {
        Description = "Compares this metric, such as p99_e2el_ms. Can be repeated. [default: the main metrics that both sides have]",
        HelpName = "METRIC",
    };

    private readonly Option<double> _margin = new("--margin")
    {
        Description = "The smallest relevant difference, as a share above 0 and below 1.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.05,
    };

    private readonly Option<string> _inconclusive = CreateInconclusive();

    public IEnumerable<Option> All => [_metrics, _margin, _inconclusive];

    public ExperimentComparisonOptions Read(ParseResult parsed) =>
        new() { Metrics = parsed.GetValue(_metrics) is { Length: > 0 } metrics ? metrics : null, Margin = parsed.GetValue(_margin) };

    /// <summary>Returns the exit code, by which a comparison is a gate.</summary>
    public int ExitCodeOf(ExperimentComparison comparison, ParseResult parsed) =>
        comparison.Verdict switch
        {
            ChangeVerdict.Regressed => ExitCodes.Regressed,
            ChangeVerdict.Inconclusive when parsed.GetRequiredValue(_inconclusive) == Fail => ExitCodes.NotKnown,
            _ => ExitCodes.Done,
        };

    private static Option<string> CreateInconclusive()
    {
        var option = new Option<string>("--inconclusive")
        {
            Description = "Whether a comparison that is inconclusive passes (exit code 0) or fails (exit code 5).",
            HelpName = $"{Pass}|{Fail}",
            DefaultValueFactory = _ => Fail,
        };
        option.AcceptOnlyFromAmong(Pass, Fail);
        return option;
    }
}
