using System.CommandLine;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The options for the number, the duration and the rules of runs.</summary>
internal sealed class RunOptions
{
    private readonly Option<int> _numRuns = new("--num-runs")
    {
        Description = "The number of runs per case, at least 1.",
        HelpName = "N",
        CustomParser = OptionParsers.WholeNumber(minimum: 1),
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<RunOrder> _runOrder = new("--run-order")
    {
        Description =
            "The order of the runs. case-by-case: all runs of a case, then the next case. rounds: every case once, then every case again, so that a drift of the machine affects all cases alike. alternating: rounds of two servers, A B, B A, and so on. Rounds start each server again in every round. [default: case-by-case]",
        HelpName = "ORDER",
        CustomParser = OptionParsers.Order,
    };

    private readonly Option<int> _warmupPrompts = new("--warmup-num-prompts")
    {
        Description = "Executes a warm-up of this many prompts for each case and discards its result; 0: no warm-up.",
        HelpName = "N",
        CustomParser = OptionParsers.WholeNumber(minimum: 0),
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<bool> _continueOnError = new("--continue-on-error")
    {
        Description = "Continues after a failed run or a server that did not start. Without it, the first failure ends the sweep.",
    };

    private readonly Option<TimeSpan?> _runTimeout = new("--run-timeout")
    {
        Description = "The longest time for one run. [default: no limit]",
        HelpName = "SECONDS",
        CustomParser = OptionParsers.OptionalSeconds,
    };

    private readonly Option<TimeSpan> _readyTimeout = new("--server-ready-timeout")
    {
        Description = "The longest time for a server to become ready. [default: 300]",
        HelpName = "SECONDS",
        CustomParser = OptionParsers.Seconds,
    };

    private readonly Option<bool> _noReadyCheck = new("--no-ready-check")
    {
        Description = "Treats a server as ready as soon as its process runs, for servers without a readiness path.",
    };

    private readonly Option<double?> _failedShare = new("--failed-share")
    {
        Description =
            "The largest share of requests that may fail, from 0 to below 1. Above it, a configuration is never best, and in a search the load is missed. [default: 0]",
        HelpName = "SHARE",
        CustomParser = OptionParsers.Share,
    };

    public IEnumerable<Option> All =>
        [_numRuns, _runOrder, _failedShare, _warmupPrompts, _continueOnError, _runTimeout, _readyTimeout, _noReadyCheck];

    public SweepDefinition Apply(SweepDefinition definition, ParseResult parsed) =>
        definition with
        {
            RunsPerCase = parsed.GetValue(_numRuns),
            RunOrder = parsed.GetValue(_runOrder),
            FailedShareLimit = parsed.GetValue(_failedShare) ?? 0,
            WarmupPrompts = parsed.GetValue(_warmupPrompts),
            OnFailure = parsed.GetValue(_continueOnError) ? FailurePolicy.Continue : FailurePolicy.Stop,
            RunTimeout = parsed.GetValue(_runTimeout),
            ReadyTimeout = parsed.GetResult(_readyTimeout) is null ? definition.ReadyTimeout : parsed.GetValue(_readyTimeout),
            CheckReadiness = !parsed.GetValue(_noReadyCheck),
        };
}
