using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>The runs of a comparison by configuration and workload: their values of the metric, and how many requests failed.</summary>
internal sealed class ComparedCases
{
    private readonly Dictionary<(string Configuration, string Workload), ComparedCase> _cases = [];
    private readonly List<(string Key, ParameterSet Parameters)> _configurations = [];
    private readonly List<(string Key, ParameterSet Parameters)> _workloads = [];
    private readonly double _failedShareLimit;
    private readonly string _metric;

    private ComparedCases(string metric, double failedShareLimit) => (_metric, _failedShareLimit) = (metric, failedShareLimit);

    public IReadOnlyList<ParameterSet> Workloads => [.. _workloads.Select(workload => workload.Parameters)];

    /// <summary>Gets the first configuration of the file.</summary>
    public ParameterSet? First => _configurations.Count > 0 ? _configurations[0].Parameters : null;

    public static ComparedCases Of(IEnumerable<RunRecord> runs, string metric, double failedShareLimit)
    {
        var cases = new ComparedCases(metric, failedShareLimit);
        foreach (var run in runs)
        {
            cases.Add(run);
        }

        return cases;
    }

    /// <summary>Returns the scores of the configurations that compete on a workload, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationScore> Competing(ParameterSet workload)
    {
        (ParameterSet Parameters, ComparedCase Case)[] competing =
        [
            .. _configurations
                .Select(one => (one.Parameters, Case: Find(one.Key, workload)))
                .Where(pair => pair.Case is not null && FindExclusion(pair.Case) is null)
                .Select(pair => (pair.Parameters, pair.Case!)),
        ];
        var isPositive = competing.All(pair => pair.Case.Values.All(value => value > 0));
        return [.. competing.Select(pair => ConfigurationScore.Of(pair.Parameters, pair.Case.Values, isPositive))];
    }

    public IReadOnlyList<ExcludedConfiguration> Excluded(ParameterSet workload) =>
        [
            .. _configurations
                .Select(one =>
                    (
                        one.Parameters,
                        Reason: Find(one.Key, workload) is { } found ? FindExclusion(found) : "it has no result on this workload"
                    )
                )
                .Where(pair => pair.Reason is not null)
                .Select(pair => new ExcludedConfiguration(pair.Parameters, pair.Reason!)),
        ];

    /// <summary>Describes why no ranking can be made over all workloads; null where one can.</summary>
    public string? FindOverallProblem()
    {
        foreach (var (key, parameters) in _configurations)
        {
            if (_workloads.FindIndex(workload => !_cases.ContainsKey((key, workload.Key))) is >= 0 and var missing)
            {
                return $"{parameters} has no result on {Name(_workloads[missing].Parameters)}";
            }
        }

        return _cases.Values.Any(one => FindExclusion(one) is null && one.Values.Exists(value => value <= 0))
            ? "values of 0 or below have no geometric mean"
            : null;
    }

    /// <summary>Returns the scores over all workloads of the configurations that compete on each.</summary>
    public IReadOnlyList<ConfigurationScore> CompetingEverywhere() =>
        [
            .. _configurations
                .Where(one => FindExclusionSomewhere(one.Key) is null)
                .Select(one =>
                    ConfigurationScore.Average(
                        one.Parameters,
                        [
                            .. _workloads.Select(workload =>
                                ConfigurationScore.Of(one.Parameters, _cases[(one.Key, workload.Key)].Values, isPositive: true)
                            ),
                        ]
                    )
                ),
        ];

    public IReadOnlyList<ExcludedConfiguration> ExcludedSomewhere() =>
        [
            .. _configurations
                .Select(one => (one.Parameters, Reason: FindExclusionSomewhere(one.Key)))
                .Where(pair => pair.Reason is not null)
                .Select(pair => new ExcludedConfiguration(pair.Parameters, pair.Reason!)),
        ];

    private static string KeyOf(ParameterSet parameters) => parameters.Name is { } name ? "name " + name : parameters.Canonical;

    private static string Name(ParameterSet workload) =>
        workload is { Count: 0, Name: null } ? "the benchmark as it is" : workload.ToString();

    private ComparedCase? Find(string configuration, ParameterSet workload) => _cases.GetValueOrDefault((configuration, KeyOf(workload)));

    private string? FindExclusionSomewhere(string configuration) =>
        _workloads
            .Select(workload =>
                FindExclusion(_cases[(configuration, workload.Key)]) is { } reason ? $"on {Name(workload.Parameters)} {reason}" : null
            )
            .FirstOrDefault(reason => reason is not null);

    private string? FindExclusion(ComparedCase one)
    {
        if (one.Requests.Failed > _failedShareLimit * Math.Max(1, one.Requests.Sent))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Requests.Failed:0} of {one.Requests.Sent:0} requests failed ({100 * one.Requests.Failed / one.Requests.Sent:0.##} %)"
            );
        }

        return one.Values.Count == 0 ? $"no run of it has a finite {_metric}" : null;
    }

    private void Add(RunRecord run)
    {
        var configuration = KeyOf(run.Case.ServeParameters);
        var workload = KeyOf(run.Case.BenchParameters);
        AddNew(_configurations, configuration, run.Case.ServeParameters);
        AddNew(_workloads, workload, run.Case.BenchParameters);
        if (!_cases.TryGetValue((configuration, workload), out var one))
        {
            _cases[(configuration, workload)] = one = new ComparedCase();
        }

        one.Requests += RequestCounts.Of(run.Document);
        if (run.Document.TryFindMetric(_metric, out var value) && double.IsFinite(value))
        {
            one.Values.Add(value);
        }
    }

    private static void AddNew(List<(string Key, ParameterSet Parameters)> known, string key, ParameterSet parameters)
    {
        if (!known.Exists(one => one.Key == key))
        {
            known.Add((key, parameters));
        }
    }

    private sealed class ComparedCase
    {
        public List<double> Values { get; } = [];

        public RequestCounts Requests { get; set; }
    }
}
