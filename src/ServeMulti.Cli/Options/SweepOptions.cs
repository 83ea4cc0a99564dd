using System.CommandLine;
using ServeMulti.Benchmarking;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>Every option of the root command, in groups. Each group applies its values to the definition of the sweep.</summary>
internal sealed class SweepOptions
{
    // What a comparison of two servers does not do.
    private static readonly string[] OfOneServer =
    [
        "--num-runs",
        "--endpoint",
        "--shard",
        "--dry-run",
        "--conclude-again",
        "--quote-formulas",
        "--seed",
        "--fixed-prompts",
        "--sustained-share",
    ];

    private readonly bool _ofTwoServers;
    private readonly CommandOptions _commands = new();
    private readonly CacheOptions _caches = new();
    private readonly ServerOptions _servers = new();
    private readonly ParameterOptions _parameters = new();
    private readonly RunOptions _runs = new();
    private readonly SlaOptions _sla = new();
    private readonly ScanOptions _scan = new();
    private readonly ExperimentOptions _experiment = new();
    private readonly DirectionOptions _directions = new();
    private readonly OutputOptions _output = new();

    /// <param name="ofTwoServers">Whether two servers are compared, so that options of searches, scans and plans are left out.</param>
    public SweepOptions(bool ofTwoServers = false)
    {
        _ofTwoServers = ofTwoServers;
        foreach (var option in Every.Where(option => ofTwoServers && !IsOfTwo(option)))
        {
            option.Hidden = true;
        }
    }

    /// <summary>Gets the options, those that are left out hidden.</summary>
    public IEnumerable<Option> All => Every;

    private IEnumerable<Option> Every =>
        [
            .. _commands.All,
            .. _caches.All,
            .. _servers.All,
            .. _parameters.All,
            .. _runs.All,
            .. _sla.All,
            .. _scan.All,
            .. _experiment.All,
            .. _directions.All,
            .. _output.All,
        ];

    /// <summary>Reads the name and the folder of the experiment alone.</summary>
    public ExperimentChoice ReadExperiment(ParseResult parsed, InputProblems problems) => _experiment.Read(parsed, problems);

    /// <summary>Reads the options.</summary>
    /// <exception cref="InvalidInputException">Some options are invalid; all problems are listed together.</exception>
    public SweepRequest Read(ParseResult parsed)
    {
        var problems = new InputProblems();
        foreach (var option in Every.Where(option => _ofTwoServers && !IsOfTwo(option) && parsed.GetResult(option) is { Implicit: false }))
        {
            problems.Add($"{option.Name} is not an option of ab.");
        }

        var definition = _commands.Apply(new SweepDefinition(), parsed, problems);
        definition = _caches.Apply(definition, parsed);
        definition = _parameters.Apply(definition, parsed, problems);
        definition = _runs.Apply(definition, parsed);
        definition = _sla.Apply(definition, parsed, problems);
        definition = _scan.Apply(definition, parsed);
        var experiment = _experiment.Read(parsed, problems);
        var afterBenchCommand = _caches.ReadAfterBenchCommand(parsed, problems);
        var keepsCaches = _caches.ReadKeepsCaches(parsed, problems);
        var directions = problems.Read(() => _directions.Read(parsed), new Dictionary<string, MetricDirection>());
        problems.ThrowIfAny(SweepPlanner.Validate(definition));
        var plan = SweepPlanner.Plan(definition);
        if (keepsCaches)
        {
            plan = plan with
            {
                Notes =
                [
                    .. plan.Notes,
                    "The servers' caches are not reset (--cache-reset none): a run may use cached results of earlier runs.",
                ],
            };
        }

        return new SweepRequest
        {
            Plan = experiment.Shard is { } shard ? Cut(plan, shard) : plan,
            ServerCount = plan.Servers.Count,
            AfterBenchCommand = afterBenchCommand,
            KeepsCaches = keepsCaches,
            Access = _servers.ReadAccess(parsed),
            StopGrace = _servers.ReadStopGrace(parsed),
            Experiment = experiment,
            Directions = directions,
            ShowsChildOutput = _output.ShowsChildOutput(parsed),
            QuotesFormulas = _output.QuotesFormulas(parsed),
            IsDryRun = _output.IsDryRun(parsed),
        };
    }

    private static bool IsOfTwo(Option option) =>
        !OfOneServer.Contains(option.Name)
        && !option.Name.StartsWith("--sla-", StringComparison.Ordinal)
        && !option.Name.StartsWith("--workload-", StringComparison.Ordinal);

    private static SweepPlan Cut(SweepPlan plan, PlanShard shard)
    {
        var part = plan.Shard(shard.Number - 1, shard.Count);
        return part.Servers.Count > 0
            ? part
            : throw new InvalidInputException(
                $"--shard {shard}: the plan has {plan.Servers.Count} servers, so this part is empty; use at most as many parts as servers."
            );
    }
}
