using System.CommandLine;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The options that say how often, how long and under what rules runs are made.</summary>
internal sealed class RunOptions
{
    private readonly Option<int> _numRuns = new("--num-runs")
    {
        Description = "How often each case is run, at least 1.",
        HelpName = "N",
        CustomParser = OptionParsers.WholeNumber(minimum: 1),
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<int> _warmupPrompts = new("--warmup-num-prompts")
    {
        Description = "Warms each case up with one run of this many prompts, whose result is thrown away; 0: no warm-up.",
        HelpName = "N",
        CustomParser = OptionParsers.WholeNumber(minimum: 0),
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<bool> _continueOnError = new("--continue-on-error")
    {
        Description = "Goes on after a run that failed or a server that did not start. Without it the first failure ends the sweep.",
    };

    private readonly Option<TimeSpan?> _runTimeout = new("--run-timeout")
    {
        Description = "How long one run may take; without it, as long as it takes.",
        HelpName = "SECONDS",
        CustomParser = OptionParsers.OptionalSeconds,
    };

    private readonly Option<TimeSpan> _readyTimeout = new("--server-ready-timeout")
    {
        Description = "How long a server may take to become ready. [default: 300]",
        HelpName = "SECONDS",
        CustomParser = OptionParsers.Seconds,
    };

    private readonly Option<bool> _noReadyCheck = new("--no-ready-check")
    {
        Description = "Takes a server for ready as soon as its process runs, for servers that offer no way to ask.",
    };

    private readonly Option<double?> _failedShare = new("--failed-share")
    {
        Description = "The largest share of its requests that may fail, from 0 to below 1: a configuration with more is never best, and in a search a load with more is missed. [default: 0]",
        HelpName = "SHARE",
        CustomParser = OptionParsers.Share,
    };

    public IEnumerable<Option> All => [_numRuns, _failedShare, _warmupPrompts, _continueOnError, _runTimeout, _readyTimeout, _noReadyCheck];

    public SweepDefinition Apply(SweepDefinition definition, ParseResult parsed) => definition with
    {
        RunsPerCase = parsed.GetValue(_numRuns),
        FailedShareLimit = parsed.GetValue(_failedShare) ?? 0,
        WarmupPrompts = parsed.GetValue(_warmupPrompts),
        OnFailure = parsed.GetValue(_continueOnError) ? FailurePolicy.Continue : FailurePolicy.Stop,
        RunTimeout = parsed.GetValue(_runTimeout),
        ReadyTimeout = parsed.GetResult(_readyTimeout) is null ? definition.ReadyTimeout : parsed.GetValue(_readyTimeout),
        CheckReadiness = !parsed.GetValue(_noReadyCheck),
    };
}
