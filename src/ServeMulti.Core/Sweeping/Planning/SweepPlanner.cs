using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Sweeping;

/// <summary>Turns a <see cref="SweepDefinition"/> into a <see cref="SweepPlan"/>. Pure: the same definition gives the same plan; no clock,
/// disk or process.</summary>
/// <example>
/// <code>
/// var plan = SweepPlanner.Plan(new SweepDefinition
/// {
///     ServeCommand = CommandLine.Parse("vllm serve my-model"),
///     BenchCommand = CommandLine.Parse("vllm bench serve --model my-model"),
///     ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])),
/// });
/// </code>
/// </example>
public static class SweepPlanner
{
    /// <summary>Plans a sweep: servers in the order of their parameter sets, each with its cases in the order of theirs.</summary>
    /// <param name="definition">What to sweep.</param>
    /// <exception cref="InvalidInputException">The definition cannot be planned; all its problems are listed
    /// (<see cref="Validate"/>).</exception>
    public static SweepPlan Plan(SweepDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var (plan, problems) = Make(definition);
        return plan ?? throw new InvalidInputException(problems);
    }

    /// <summary>Finds what is wrong with a definition, so that a host can list it beside other problems; <see cref="Plan"/> refuses a
    /// definition with any.</summary>
    /// <param name="definition">What to sweep.</param>
    /// <returns>One line per problem; empty where there is none.</returns>
    public static IReadOnlyList<string> Validate(SweepDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Make(definition).Problems;
    }

    /// <summary>Makes the plan, or finds why there is none.</summary>
    private static (SweepPlan? Plan, IReadOnlyList<string> Problems) Make(SweepDefinition definition)
    {
        var problems = DefinitionCheck.FindProblems(definition);
        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var notes = new List<string>();
        var serveSets = Distinct(definition.ServeParameters, "serve", notes);
        var benchSets = Distinct(definition.BenchParameters, "bench", notes);
        if (definition.RestartBetweenRuns)
        {
            notes.Add("Each server is started anew before every run but its first.");
        }

        notes.AddRange(new[] { RunOrderText.Describe(definition.RunOrder) }.OfType<string>());
        notes.AddRange(DescribeSecrets(serveSets, "serve").Concat(DescribeSecrets(benchSets, "bench")));
        var combinations = Combine(definition, serveSets, benchSets, notes);
        if (combinations.Count == 0)
        {
            return (null, [$"The plan is empty: no combination satisfies the links {string.Join(',', definition.Links)}."]);
        }

        if (RunOrderText.FindProblem(definition.RunOrder, combinations.Count) is { } problem)
        {
            return (null, [problem]);
        }

        var cases = combinations.Sum(combination => (long)combination.Bench.Count);
        if (cases * RunsOf(definition) > int.MaxValue)
        {
            return (null, [$"The plan is too large: {cases} cases of up to {RunsOf(definition)} runs."]);
        }

        var servers = PlanServers(definition, combinations);
        notes.AddRange(SearchPlan.FindNotes(definition, servers));
        return (
            new SweepPlan
            {
                Definition = definition,
                Servers = servers,
                Notes = notes,
            },
            []
        );
    }

    private static int RunsOf(SweepDefinition definition) =>
        definition switch
        {
            { Search: { } search } => (int)SearchPlan.MostRuns(definition, search),
            { Scan: { } scan } => ScanPlan.MostRuns(definition, scan),
            _ => definition.RunsPerCase,
        };

    private static List<ParameterSet> Distinct(ParameterSweep sweep, string side, List<string> notes)
    {
        var firstPlaces = new Dictionary<string, int>(StringComparer.Ordinal);
        var distinct = new List<ParameterSet>(sweep.Count);
        for (var place = 0; place < sweep.Count; place++)
        {
            var canonical = sweep[place].Canonical;
            if (firstPlaces.TryAdd(canonical, place))
            {
                distinct.Add(sweep[place]);
            }
            else
            {
                notes.Add($"{side} parameter set {place + 1} repeats set {firstPlaces[canonical] + 1}; it is planned once.");
            }
        }

        return distinct;
    }

    private static IEnumerable<string> DescribeSecrets(List<ParameterSet> sets, string side) =>
        sets.SelectMany(set => set.Select(parameter => parameter.Key))
            .Distinct(StringComparer.Ordinal)
            .Where(key => SecretNames.AreLikely(key))
            .Select(key =>
                $"{side} parameter {key} looks like a secret: parameter values appear in folder names and tables; put it into the command or the environment instead."
            );

    private static List<(ParameterSet Serve, List<ParameterSet> Bench)> Combine(
        SweepDefinition definition,
        List<ParameterSet> serveSets,
        List<ParameterSet> benchSets,
        List<string> notes
    )
    {
        var combinations = new List<(ParameterSet, List<ParameterSet>)>(serveSets.Count);
        var excluded = 0;
        var idle = 0;
        foreach (var serve in serveSets)
        {
            var partners = definition.Links.Count == 0 ? benchSets : benchSets.FindAll(bench => AreLinked(serve, bench, definition.Links));
            excluded += benchSets.Count - partners.Count;
            if (partners.Count > 0)
            {
                combinations.Add((serve, partners));
            }
            else
            {
                idle++;
            }
        }

        if (excluded > 0)
        {
            notes.Add(
                $"{excluded} of {serveSets.Count * (long)benchSets.Count} combinations are left out by the links; "
                    + $"{idle} of {serveSets.Count} servers have no case left and are not started."
            );
        }

        return combinations;
    }

    private static bool AreLinked(ParameterSet serve, ParameterSet bench, IReadOnlyList<ParameterLink> links) =>
        links.All(link =>
            serve.TryFind(link.ServeKey, out var serveValue)
            && bench.TryFind(link.BenchKey, out var benchValue)
            && Equals(serveValue, benchValue)
        );

    private static PlannedServer[] PlanServers(
        SweepDefinition definition,
        List<(ParameterSet Serve, List<ParameterSet> Bench)> combinations
    )
    {
        var cases = combinations
            .SelectMany(
                combination => combination.Bench,
                (combination, bench) =>
                    new BenchmarkCase
                    {
                        ServeCommand = definition.ServeCommand,
                        Endpoint = definition.Endpoint,
                        BenchCommand = definition.BenchCommand,
                        ServeParameters = combination.Serve,
                        BenchParameters = bench,
                    }
            )
            .ToArray();
        var names = CaseNames.ForCases(cases);
        var runs = RunsOf(definition);
        var (serveForms, benchForms) = (definition.ServeForms, definition.BenchForms);
        var servers = new PlannedServer[combinations.Count];
        var next = 0;
        for (var index = 0; index < servers.Length; index++)
        {
            var (serve, bench) = combinations[index];
            var planned = new PlannedCase[bench.Count];
            for (var place = 0; place < planned.Length; place++, next++)
            {
                planned[place] = new PlannedCase(cases[next], names[next], runs) { Definition = definition, OptionForms = benchForms };
            }

            servers[index] = new PlannedServer
            {
                Index = index,
                Parameters = serve,
                Command = definition.ServeCommand?.With(serve, serveForms),
                Cases = planned,
                Definition = definition,
            };
        }

        return servers;
    }
}
