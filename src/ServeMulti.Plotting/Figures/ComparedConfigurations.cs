using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>How configurations differ from one of them, on each workload and in each metric.</summary>
internal sealed class ComparedConfigurations
{
    private readonly Dictionary<(string Metric, string Workload, string Configuration), ConfigurationChange> _changes = [];
    private readonly HashSet<string> _failed;

    /// <exception cref="InvalidInputException">A key is missing, no two configurations can be compared, or none is called as the
    /// baseline.</exception>
    public ComparedConfigurations(
        RunSet runs,
        IReadOnlyList<string> metrics,
        IReadOnlyList<string> configurationBy,
        IReadOnlyList<string> workloadBy,
        string? baseline
    )
    {
        var workloads = new CurveKeys([.. runs], workloadBy, runs.Keys);
        // The order of the file: verdicts compare with the first one too.
        var places = new Dictionary<RunValues, int>(ReferenceEqualityComparer.Instance);
        foreach (var run in runs)
        {
            places.TryAdd(run, places.Count);
        }

        (string Name, IReadOnlyList<RunGroup> Workloads)[] configurations =
        [
            .. RunGroup
                .By([.. runs], configurationBy, "configuration", runs.Keys)
                .OrderBy(group => places[group.Runs[0]])
                .Select(group =>
                    (
                        Name: GivenName(runs, group, names => names.Configuration)
                            ?? (configurationBy.Count == 0 ? "all runs" : RunGroup.Describe(configurationBy, group.Values)),
                        workloads.Split(group.Runs)
                    )
                ),
        ];
        _failed =
        [
            .. configurations
                .Where(one => one.Workloads.Any(group => group.Runs.GroupBy(run => run.Case).Any(FailedShare.IsTooLarge)))
                .Select(one => one.Name),
        ];
        string NameOfWorkload(RunGroup group) => GivenName(runs, group, names => names.Workload) ?? workloads.Describe(group);
        WorkloadTitle = runs.Names.Values.Any(names => names.Workload is not null) ? "" : workloads.Title;
        Baseline = FindBaseline([.. configurations.Select(one => one.Name)], baseline);
        (ParameterSet Configuration, ParameterSet Workload, RunValues Run)[] compared =
        [
            .. configurations
                .OrderBy(one => one.Name == Baseline ? 0 : 1)
                .SelectMany(one => one.Workloads, (one, group) => (one.Name, group))
                .SelectMany(
                    one => one.group.Runs,
                    (one, run) => (RunComparison.Name(one.Name), RunComparison.Name(NameOfWorkload(one.group)), run)
                ),
        ];
        Metrics = [.. metrics.Where(metric => Compare(compared, metric))];
        Workloads = [.. configurations.SelectMany(one => one.Workloads).Select(NameOfWorkload).Distinct().Order(Natural)];
        string[] drawn = [.. configurations.Select(one => one.Name).Where(name => _changes.Keys.Any(key => key.Configuration == name))];
        Configurations =
            Workloads.Count == 1
                ?
                [
                    .. drawn
                        .OrderBy(HasFailures)
                        .ThenByDescending(name => Find(Metrics[0], Workloads[0], name)?.Gain ?? double.NegativeInfinity),
                ]
                : drawn;
        if (Configurations.Count == 0)
        {
            throw new InvalidInputException(
                $"No configuration can be compared with {Baseline}: on each workload, either lacks a value above 0, or has failed requests."
            );
        }
    }

    /// <summary>Gets the keys of workloads.</summary>
    public string WorkloadTitle { get; }

    /// <summary>Gets the configuration that the others are compared with.</summary>
    public string Baseline { get; }

    /// <summary>Gets the other configurations, in the order in which they are drawn from the top.</summary>
    public IReadOnlyList<string> Configurations { get; }

    /// <summary>Gets the workloads.</summary>
    public IReadOnlyList<string> Workloads { get; }

    /// <summary>Gets the metrics in which any of them differ by a ratio.</summary>
    public IReadOnlyList<string> Metrics { get; }

    private static Comparer<string> Natural { get; } = Comparer<string>.Create(NaturalOrder.Compare);

    /// <summary>Gets all changes of a metric.</summary>
    public IEnumerable<ConfigurationChange> Of(string metric) =>
        _changes.Where(pair => pair.Key.Metric == metric).Select(pair => pair.Value);

    /// <summary>Returns by how much a configuration differs from the baseline; null if that is not known.</summary>
    public ConfigurationChange? Find(string metric, string workload, string configuration) =>
        _changes.GetValueOrDefault((metric, workload, configuration));

    /// <summary>Returns whether more requests of a configuration failed than allowed.</summary>
    public bool HasFailures(string configuration) => _failed.Contains(configuration);

    /// <summary>Returns the name that the user gave to all runs of a group; null if there is none.</summary>
    private static string? GivenName(RunSet runs, RunGroup group, Func<(string? Configuration, string? Workload), string?> select) =>
        runs.Names.Count > 0 && group.Runs.Select(run => select(runs.Names.GetValueOrDefault(run.Case))).Distinct().ToArray() is [{ } name]
            ? name
            : null;

    /// <summary>The first configuration without failed requests, unless one is requested.</summary>
    private string FindBaseline(string[] names, string? requested) =>
        requested is null ? names.FirstOrDefault(name => !HasFailures(name)) ?? names[0] : ConfigurationName.Require(requested, names);

    private bool Compare((ParameterSet Configuration, ParameterSet Workload, RunValues Run)[] runs, string metric)
    {
        var direction = MetricCatalog.DirectionOf(metric);
        var isHigher = direction != MetricDirection.LowerIsBetter;
        var found = false;
        foreach (var ranking in RunComparison.Of(runs, metric, isHigher).Workloads)
        {
            foreach (var item in ranking.Ranking)
            {
                if (item.LeadOverFirst is { } lead)
                {
                    found = true;
                    _changes[(metric, NameOf(ranking.Workload!), NameOf(item.Parameters))] = ConfigurationChange.Of(lead, isHigher);
                }
            }
        }

        return found;
    }

    private static string NameOf(ParameterSet set) => set.Name ?? "";
}

/// <summary>By how much a metric of a configuration differs from that of the baseline, in per cent.</summary>
/// <param name="Percent">The difference: 25 is a quarter more.</param>
/// <param name="Low">The lower end of its 95 % interval; null with a single run.</param>
/// <param name="High">The upper end of its 95 % interval; null with a single run.</param>
/// <param name="Gain">The ratio, turned so that more is better.</param>
internal sealed record ConfigurationChange(double Percent, double? Low, double? High, double Gain)
{
    public static ConfigurationChange Of(ConfigurationLead lead, bool isHigher)
    {
        var (low, high) = isHigher ? (lead.LowerBound, lead.UpperBound) : (lead.UpperBound, lead.LowerBound);
        return new(Change(lead.Ratio), low is { } least ? Change(least) : null, high is { } most ? Change(most) : null, lead.Ratio);

        double Change(double ratio) => 100 * ((isHigher ? ratio : 1 / ratio) - 1);
    }

    /// <summary>Gets the difference with its interval for a table, such as <c>+12.3 % (+10.1 to +14.5 %)</c>.</summary>
    public string Short =>
        Low is { } low && High is { } high
            ? FormattableString.Invariant($"{Percent:+0.0;-0.0;0.0} % ({low:+0.0;-0.0;0.0} to {high:+0.0;-0.0;0.0} %)")
            : FormattableString.Invariant($"{Percent:+0.0;-0.0;0.0} %");

    /// <summary>Returns the difference with its interval, such as <c>+12.3 % (95 % interval +10.1 % to +14.5 %)</c>.</summary>
    public override string ToString() =>
        Low is { } low && High is { } high
            ? FormattableString.Invariant($"{Percent:+0.0;-0.0;0.0} % (95 % interval {low:+0.0;-0.0;0.0} % to {high:+0.0;-0.0;0.0} %)")
            : FormattableString.Invariant($"{Percent:+0.0;-0.0;0.0} % (no interval: a single run)");
}
