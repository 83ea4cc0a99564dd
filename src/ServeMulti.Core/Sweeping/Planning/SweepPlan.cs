using System.Globalization;
using ServeMulti.Comparing;
using ServeMulti.Launching;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>What a sweep will do: servers, the cases of each, the runs of each, in the order in which they are done. Immutable.</summary>
public sealed record SweepPlan
{
    /// <summary>Gets the definition that the plan was made from.</summary>
    public required SweepDefinition Definition { get; init; }

    /// <summary>Gets the servers, in order; never empty in a plan of <see cref="SweepPlanner.Plan"/>.</summary>
    public required IReadOnlyList<PlannedServer> Servers { get; init; }

    /// <summary>Gets the servers in the order in which they run: each once, or, in rounds (<see cref="SweepDefinition.RunOrder"/>), each
    /// once per round.</summary>
    public IEnumerable<ServerTurn> Turns => ServerTurn.List(Servers, Definition.RunOrder);

    /// <summary>Gets what is worth saying but stops nothing, one line each: repeated cases, combinations that links leave out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Gets which side of an A/B it is, as it is stored; null (the default): none.</summary>
    internal string? AlternatingSide { get; init; }

    /// <summary>Gets the number of cases.</summary>
    public int CaseCount => Servers.Sum(server => server.Cases.Count);

    /// <summary>Gets the number of runs; in a search or a scan the most that it may take.</summary>
    public int RunCount => Servers.Sum(server => server.Cases.Sum(planned => planned.Runs));

    /// <summary>Cuts the plan by server into parts that can be run as experiments of their own, on several hosts, and merged.</summary>
    /// <param name="index">The number of the part, from 0 to <paramref name="count"/> - 1.</param>
    /// <param name="count">The number of parts, at least 1.</param>
    /// <returns>The servers whose number leaves the remainder <paramref name="index"/> when divided by <paramref name="count"/>; possibly
    /// none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1, or <paramref name="index"/> is not a
    /// part.</exception>
    /// <exception cref="InvalidInputException">The run order is <see cref="RunOrder.Alternating"/>, which compares two servers on one
    /// machine.</exception>
    public SweepPlan Shard(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        RunOrderText.RequireWhole(Definition.RunOrder, count);
        return this with { Servers = [.. Servers.Where(server => server.Index % count == index)] };
    }

    /// <summary>Makes what a result store needs to know of the sweep.</summary>
    /// <param name="launcher">What will start the servers: it knows which environment they get. Null (the default): the one the definition
    /// gives.</param>
    /// <param name="cacheResetter">What will empty their caches. Null (the default): a change of it is not reported.</param>
    public Experiment ToExperiment(IServerLauncher? launcher = null, ICacheResetter? cacheResetter = null)
    {
        // Parameters are part of each case's identity: what is asked here is the same in every part of a plan, also in an empty one.
        var spec = new ServerSpec
        {
            Command = Definition.ServeCommand,
            Endpoint = Definition.Endpoint,
            Profile = Definition.ServerProfile,
            Environment = Definition.ServerEnvironment,
        };
        var conditions = new Dictionary<string, string>
        {
            ["warm-up prompts"] = Definition.WarmupPrompts.ToString(CultureInfo.InvariantCulture),
            ["server between runs"] = Definition.RestartBetweenRuns ? "started anew" : "kept",
            ["run order"] = RunOrderText.Name(Definition.RunOrder),
            ["server profile"] = Definition.ServerProfile?.Name ?? "that of the command",
            ["further options of several values"] = List(Definition.OptionForms.MultiValueOptions),
            ["further plain switches"] = List(Definition.OptionForms.PlainSwitches),
        };
        if (Definition.Scan is { } scan)
        {
            // A run of another length is another measurement, and a scan has one place for each run.
            conditions["prompts of a load scan"] = scan.Prompts?.ToString(CultureInfo.InvariantCulture) ?? "those of the benchmark";
        }

        if (AlternatingSide is { } side)
        {
            conditions[AlternatingPair.Condition] = side;
        }

        // A server that is started anew has no caches to reset.
        if (!Definition.RestartBetweenRuns && cacheResetter?.DescribeReset(spec) is { } reset)
        {
            conditions["cache reset"] = reset;
        }

        return new Experiment
        {
            Cases = [.. Servers.SelectMany(server => server.Cases, (_, planned) => planned.Case)],
            RunsPerCase = Definition.RunsPerCase,
            Ranks = [.. Servers.SelectMany(server => server.Cases, (server, _) => server.Index)],
            Definition = DefinitionJson.Write(Definition),
            Environment = launcher?.EnvironmentFor(spec) ?? Definition.ServerEnvironment,
            Conditions = conditions,
            Rules = SearchRules.Of(Definition),
            RuleNames = SearchRuleTable.Words,
        };
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).DefaultIfEmpty("none"));
}
