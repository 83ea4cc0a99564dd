using System.CommandLine;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The options of the load scan. Either of them requests one.</summary>
internal sealed class ScanOptions
{
    private static readonly ScanDefinition Defaults = new();

    private readonly Option<LoadVariable> _variable = new("--workload-var")
    {
        Description =
            "Scans the load in each case, from one request at a time to all at once: request_rate (req/s) or max_concurrency (requests in flight). [default: request_rate]",
        HelpName = "NAME",
        CustomParser = OptionParsers.Variable,
    };

    private readonly Option<int?> _iterations = new("--workload-iters")
    {
        Description = "The number of loads of a scan, at least 2. [default: 10]",
        HelpName = "N",
        CustomParser = OptionParsers.OptionalWholeNumber(minimum: 2),
    };

    public IEnumerable<Option> All => [_variable, _iterations];

    public SweepDefinition Apply(SweepDefinition definition, ParseResult parsed) =>
        All.All(option => parsed.GetResult(option) is null or { Implicit: true })
            ? definition
            : definition with
            {
                Scan = Defaults with
                {
                    Variable = parsed.GetValue(_variable) ?? Defaults.Variable,
                    Iterations = parsed.GetValue(_iterations) ?? Defaults.Iterations,
                },
            };
}
