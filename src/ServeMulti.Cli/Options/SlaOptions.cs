using System.CommandLine;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The options of the search for the largest load within an SLA.</summary>
internal sealed class SlaOptions
{
    private static readonly SlaSearchOptions Defaults = new();

    private readonly Option<string?> _levels = new("--sla-params")
    {
        Description =
            "A JSON file with SLAs, such as [{\"p99_e2el_ms\": \"<=500\"}]: searches the largest load that each server sustains within each of them.",
        HelpName = "FILE",
    };

    private readonly Option<LoadVariable> _variable = new("--sla-variable")
    {
        Description =
            "The load variable of the search: request_rate (req/s) or max_concurrency (requests in flight). [default: request_rate]",
        HelpName = "NAME",
        CustomParser = OptionParsers.Variable,
    };

    private readonly Option<SlaSearchMethod> _method = new("--sla-search")
    {
        Description = "The search method: adaptive, or bisection as in vLLM's serve_multi.py, with fixes. [default: adaptive]",
        HelpName = "METHOD",
        CustomParser = OptionParsers.Method,
    };

    private readonly Option<double?> _tolerance = new("--sla-tolerance")
    {
        Description =
            "The precision at which the search ends: half the width of the 80 % interval as a share of the load, above 0 and below 1. [default: 0.15]",
        HelpName = "SHARE",
        CustomParser = OptionParsers.Number,
    };

    private readonly Option<double?> _min = new("--sla-min")
    {
        Description = "The smallest load of interest. [default: a 50th of the capacity, or 1 request in flight]",
        HelpName = "LOAD",
        CustomParser = OptionParsers.Number,
    };

    private readonly Option<double?> _max = new("--sla-max")
    {
        Description = "The largest load of interest. The search begins with it (the burst). [default: 65536]",
        HelpName = "LOAD",
        CustomParser = OptionParsers.Number,
    };

    private readonly Option<int?> _budget = new("--sla-budget")
    {
        Description =
            "The largest number of runs of one search. [default: the larger of 24 and 8 times --num-runs; no limit for bisection]",
        HelpName = "RUNS",
        CustomParser = OptionParsers.OptionalWholeNumber(minimum: 1),
    };

    private readonly Option<TimeSpan?> _timeBudget = new("--sla-time-budget")
    {
        Description = "The largest total time of the runs of one search, at least that of one run. [default: no limit]",
        HelpName = "SECONDS",
        CustomParser = OptionParsers.OptionalSeconds,
    };

    private readonly Option<TimeSpan?> _runSeconds = new("--sla-run-seconds")
    {
        Description = "The shortest duration of a run at a request rate; the number of prompts grows with the load. [default: 30]",
        HelpName = "SECONDS",
        CustomParser = OptionParsers.OptionalSeconds,
    };

    private readonly Option<double?> _confirm = new("--sla-confirm")
    {
        Description = "How many times longer the runs that confirm an answer are, at least 1. [default: 3]",
        HelpName = "FACTOR",
        CustomParser = OptionParsers.Number,
    };

    private readonly Option<bool> _fixedPrompts = new("--fixed-prompts")
    {
        Description = "Uses the benchmark's own number of prompts at every load. The runs may then be too short for an answer.",
    };

    private readonly Option<double?> _sustainedShare = new("--sustained-share")
    {
        Description =
            "The share of the offered request rate that the server must reach for the rate to count as sustained; 0: no such rule. [default: 0.95]",
        HelpName = "SHARE",
        CustomParser = OptionParsers.Number,
    };

    private readonly Option<bool> _prune = new("--sla-prune")
    {
        Description = "Probes each later server at the best load so far, and skips it if it clearly misses the SLA there.",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "No effect: a search uses no random numbers, so the same runs give the same answer.",
        HelpName = "N",
        CustomParser = OptionParsers.WholeNumber(minimum: 0),
        DefaultValueFactory = _ => 0,
    };

    public IEnumerable<Option> All =>
        [
            _levels,
            _variable,
            _method,
            _tolerance,
            _min,
            _max,
            _budget,
            _timeBudget,
            _runSeconds,
            _confirm,
            _fixedPrompts,
            _sustainedShare,
            _prune,
            _seed,
        ];

    public SweepDefinition Apply(SweepDefinition definition, ParseResult parsed, InputProblems problems)
    {
        if (parsed.GetValue(_levels) is not { } path)
        {
            foreach (var option in All.Skip(1).Where(option => parsed.GetResult(option) is { Implicit: false }))
            {
                problems.Add($"{option.Name} is an option of a search, but there is no SLA: add --sla-params.");
            }

            return definition;
        }

        var levels = problems.Read(() => ServiceLevel.Load(path), [], _levels.Name);
        return levels.Count == 0
            ? definition
            : definition with
            {
                FailedShareLimit = 0,
                Search = new SearchDefinition
                {
                    ServiceLevels = levels,
                    Variable = parsed.GetValue(_variable) ?? LoadVariable.RequestRate,
                    Options = ReadOptions(parsed, definition.FailedShareLimit, problems),
                    PruneServers = parsed.GetValue(_prune),
                },
            };
    }

    private SlaSearchOptions ReadOptions(ParseResult parsed, double failedShare, InputProblems problems)
    {
        var share = parsed.GetValue(_sustainedShare) ?? Defaults.Rules.SustainedShare;
        if (share is not (>= 0 and < 1))
        {
            problems.Add($"{_sustainedShare.Name} takes a number from 0 (no such rule) to below 1.");
            share = 0;
        }

        var runTime = parsed.GetValue(_runSeconds) ?? Defaults.RunTime;
        return Defaults with
        {
            Method = parsed.GetValue(_method),
            TimeBudget = parsed.GetValue(_timeBudget),
            Tolerance = parsed.GetValue(_tolerance) ?? Defaults.Tolerance,
            MinLoad = parsed.GetValue(_min),
            MaxLoad = parsed.GetValue(_max) ?? Defaults.MaxLoad,
            Budget = parsed.GetValue(_budget),
            RunTime = runTime,
            MaxRunTime = runTime > Defaults.MaxRunTime ? runTime : Defaults.MaxRunTime,
            ConfirmFactor = parsed.GetValue(_confirm) ?? Defaults.ConfirmFactor,
            FixedPrompts = parsed.GetValue(_fixedPrompts),
            Rules = new SlaRules { SustainedShare = share, FailedShareLimit = failedShare },
        };
    }
}
