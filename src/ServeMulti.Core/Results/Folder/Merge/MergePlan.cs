using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>What a merge will put together, or why it cannot.</summary>
internal sealed class MergePlan
{
    private readonly Dictionary<string, MergedCase> _byKey = new(StringComparer.Ordinal);

    private ExperimentRules _rules = ExperimentRules.None;

    private MergePlan() { }

    public List<string> Problems { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>Gets the number of cases of which runs are missing.</summary>
    public int IncompleteCaseCount { get; private set; }

    /// <summary>Gets the cases and their loads, in the order of the plan that the experiments are parts of.</summary>
    public IReadOnlyList<MergedCase> Cases { get; private set; } = [];

    public Experiment Experiment { get; private set; } = new() { Cases = [], RunsPerCase = 1 };

    /// <summary>Gets what is known of the machines and servers of all.</summary>
    public StoredFacts Facts { get; private set; } = StoredFacts.None;

    /// <summary>Gets the environment of the first experiment, which represents that of all.</summary>
    public EnvironmentFingerprint? Environment { get; private set; }

    public static MergePlan Make(IReadOnlyList<MergeSource> sources, CancellationToken cancellationToken)
    {
        var plan = new MergePlan();
        plan.Problems.AddRange(sources.SelectMany(source => source.Problems));
        if (plan.Problems.Count > 0)
        {
            return plan;
        }

        plan.Facts = sources.Aggregate(MachinesOf(sources), (known, source) => known.With(source.Experiment!.Facts));
        plan.CompareCommands(sources);
        plan.CompareEnvironments(sources);
        plan.CompareConditions(sources);
        plan.CompareRules(sources);
        foreach (var source in sources)
        {
            cancellationToken.ThrowIfCancellationRequested();
            plan.Add(source);
        }

        plan.Arrange(sources);
        return plan;
    }

    /// <summary>Names the machines of the experiments, where they are several. What was merged before has its own names.</summary>
    private static StoredFacts MachinesOf(IReadOnlyList<MergeSource> sources)
    {
        var machines = StoredFacts.None;
        foreach (var file in sources.Select(source => source.Experiment!))
        {
            machines = machines.With(
                file.Facts.Values(MachineDifferences.Machine).Count > 0
                    ? StoredFacts.None
                    : StoredFacts.Of(new Dictionary<string, string> { [MachineDifferences.Machine] = file.Host })
            );
        }

        return machines.Values(MachineDifferences.Machine).Count > 1 || sources.Any(HasMachines) ? machines : StoredFacts.None;

        static bool HasMachines(MergeSource source) => source.Experiment!.Facts.Values(MachineDifferences.Machine).Count > 0;
    }

    private void CompareCommands(IReadOnlyList<MergeSource> sources)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var (first, firstCases) = (sources[0], sources[0].Cases);
        foreach (var source in sources.Skip(1).Where(source => source.Cases.Count > 0 && firstCases.Count > 0))
        {
            foreach (var difference in source.Cases.SelectMany(one => CaseDifferences.OfCommands(firstCases[0].Case, one.Case)).Distinct())
            {
                Problems.Add($"{first.Folder} and {source.Folder} do not belong together: {difference}.".ReplaceLineEndings("\\n"));
            }
        }
    }

    private void CompareEnvironments(IReadOnlyList<MergeSource> sources)
    {
        var names = sources[0].Experiment!.Environment.Names;
        foreach (var source in sources.Skip(1))
        {
            var other = source.Experiment!.Environment.Names;
            foreach (var name in names.Except(other).Concat(other.Except(names)).Order(StringComparer.Ordinal))
            {
                Problems.Add($"{sources[0].Folder} and {source.Folder} do not belong together: only one of them had environment {name}.");
            }
        }

        Environment = sources[0].Experiment!.Environment;
    }

    private void CompareConditions(IReadOnlyList<MergeSource> sources)
    {
        var conditions = sources[0].Experiment!.Conditions;
        foreach (var source in sources.Skip(1))
        {
            foreach (var difference in conditions.Compare(source.Experiment!.Conditions.ToDictionary()))
            {
                Problems.Add($"{sources[0].Folder} and {source.Folder} do not belong together: {difference}.".ReplaceLineEndings("\\n"));
            }
        }
    }

    private void CompareRules(IReadOnlyList<MergeSource> sources)
    {
        foreach (var source in sources)
        {
            var other = source.Experiment!.Rules ?? ExperimentRules.None;
            var asked = new Experiment
            {
                Cases = [],
                RunsPerCase = 1,
                Rules = other.ToDictionary(),
            };
            foreach (var difference in _rules.Compare(asked))
            {
                Problems.Add($"{sources[0].Folder} and {source.Folder} do not belong together: {difference}.".ReplaceLineEndings("\\n"));
            }

            _rules = _rules.With(asked.Rules);
        }
    }

    private void Add(MergeSource source)
    {
        foreach (var (benchmarkCase, folder, rank) in source.Cases)
        {
            if (!_byKey.TryGetValue(benchmarkCase.Key, out var merged))
            {
                _byKey.Add(benchmarkCase.Key, merged = new MergedCase(benchmarkCase, rank));
            }

            foreach (var run in merged.Add(source, folder))
            {
                Problems.Add(
                    $"Run {run} of {folder.Name} is in {merged.Runs[run].Source.Folder} and in {source.Folder} with different results; leave one of them out."
                );
            }
        }
    }

    private void Arrange(IReadOnlyList<MergeSource> sources)
    {
        var bases = _byKey.Values.Where(merged => merged.Case.Load is null).OrderBy(merged => merged.Rank).ToList();
        var loads = _byKey
            .Values.Where(merged => merged.Case.Load is not null)
            .ToLookup(merged => (merged.Case with { Load = null }).Key, StringComparer.Ordinal);
        Cases = [.. bases.SelectMany(merged => loads[merged.Case.Key].Prepend(merged))];
        Experiment = new Experiment
        {
            Cases = [.. bases.Select(merged => merged.Case)],
            Ranks = [.. bases.Select(merged => merged.Rank)],
            RunsPerCase = sources.Max(source => source.Experiment!.RunsPerCase),
            Definition = StoredDefinition.Merge([.. sources.Select(source => source.Experiment!.Definition)]),
            Conditions = sources[0].Experiment!.Conditions.ToDictionary(),
            Rules = _rules.ToDictionary(),
            CopiesOf = [.. sources.SelectMany(source => source.Experiment!.Identities).Distinct(StringComparer.Ordinal)],
        };
        var incomplete = bases.Count(merged => !loads.Contains(merged.Case.Key) && merged.Runs.Count < Experiment.RunsPerCase);
        if (incomplete > 0)
        {
            Notes.Add($"{incomplete} of {bases.Count} cases lack runs.");
            IncompleteCaseCount = incomplete;
        }

        foreach (var source in sources.Where(source => source.UnreadableFiles > 0))
        {
            Notes.Add(
                source.UnreadableFiles == 1
                    ? $"1 file in {source.Folder} cannot be read and was left out."
                    : $"{source.UnreadableFiles} files in {source.Folder} cannot be read and were left out."
            );
        }

        Notes.AddRange(sources.Select(source => source.VersionNote).OfType<string>());
    }
}
