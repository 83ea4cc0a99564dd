using ServeMulti.Benchmarking;
using ServeMulti.Results;
using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>Whether an experiment drifted: whether what was measured depends on when it was measured.</summary>
/// <remarks>
/// <para>Two questions, within each case and over all cases together: does the first run differ from the others, and do the runs rise or fall
/// from the first to the last? Both are answered by ranks and random permutations of the runs within each case (E. B. Page, Journal of the
/// American Statistical Association 58, 1963; P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing, 1993). That anything is found
/// where nothing drifts has a chance of at most 0.5 %, over all metrics and both questions.</para>
/// <para>Only runs of the same case are compared. Where runs are executed case by case, those of a case are close in time, and a drift over
/// hours looks like a difference between cases: nothing can tell the two apart. In rounds (<c>RunOrder.Rounds</c>), the runs of each
/// case are spread over the whole experiment, and such a drift is found.</para>
/// <para>Runs of searches and load scans are left out: their loads, lengths and numbers follow from what was measured before.</para>
/// </remarks>
/// <example>
/// <code>
/// var drift = await ExperimentDrift.OfAsync(await StoredExperiment.ReadAsync("results/20261124_061013"));
/// foreach (var line in drift.Describe())
/// {
///     Console.WriteLine(line);
/// }
/// </code>
/// </example>
public sealed class ExperimentDrift
{
    private const double ErrorRate = 0.005;

    // The first run pulls a line too. This much of a trend among the others makes it one.
    private const double TrendOfTheOthers = 0.02;

    private ExperimentDrift(IReadOnlyList<DriftFinding> findings) => Findings = findings;

    /// <summary>Gets what was found, the most certain first; empty where nothing was.</summary>
    public IReadOnlyList<DriftFinding> Findings { get; }

    /// <summary>Tests a stored experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<ExperimentDrift> OfAsync(StoredExperiment experiment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var runs = new List<RunRecord>();
        await foreach (var run in experiment.ReadRunsAsync(withArrays: false, cancellationToken).ConfigureAwait(false))
        {
            runs.Add(run);
        }

        return Of(runs);
    }

    /// <summary>Tests runs. Those of a case were executed in the order of their numbers.</summary>
    /// <param name="runs">The finished runs.</param>
    /// <param name="metrics">The metrics; null (the default): those that people look at first (<see cref="MetricCatalog.Main"/>).</param>
    public static ExperimentDrift Of(IEnumerable<RunRecord> runs, IReadOnlyList<string>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        string[] names = [.. (metrics ?? MetricCatalog.Main).Distinct()];
        double[]?[][] cases =
        [
            .. runs.Where(run => run.Case.Load is null)
                .GroupBy(run => run.Case.Key)
                .Select(group => group.OrderBy(run => run.RunNumber).ToArray())
                .Where(group => group.Length > 1)
                .Select(group => names.Select(name => ValuesOf(group, name)).ToArray())
                .Where(values => values.Any(one => one is not null)),
        ];
        var found = Test(cases, names.Length, ErrorRate);
        return new([
            .. names
                .Select((name, metric) => Judge(name, [.. cases.Select(one => one[metric]).OfType<double[]>()], found[metric]))
                .OfType<DriftFinding>()
                .OrderBy(finding => finding.PValue),
        ]);
    }

    /// <summary>Returns one line per kind of drift that was found, with what to do about it; empty where nothing was found.</summary>
    public IReadOnlyList<string> Describe() => [.. DriftText.Lines(Findings)];

    private static DriftFinding? Judge(string metric, double[][] cases, (double First, double Trend) found)
    {
        if (Math.Min(found.First, found.Trend) > ErrorRate)
        {
            return null;
        }

        // A trend makes the first run differ too, and a first run that differs makes a trend: the others tell which it is.
        var isTrend = found.Trend <= ErrorRate && (found.First > ErrorRate || OthersRise(cases));
        return new DriftFinding
        {
            Metric = metric,
            Kind = isTrend ? DriftKind.Trend : DriftKind.FirstRun,
            Ratio = Math.Exp(isTrend ? TrendOf(cases) : cases.Average(values => values[0] - values.Skip(1).Average())),
            CaseCount = cases.Length,
            PValue = isTrend ? found.Trend : found.First,
        };
    }

    private static bool OthersRise(double[][] cases)
    {
        double[]?[][] others = [.. cases.Where(values => values.Length > 2).Select(values => new double[]?[] { values[1..] })];
        if (others.Length == 0)
        {
            return false;
        }

        // Of three runs two others are left, and the first of these against the second is their trend.
        var (first, trend) = Test(others, metrics: 1, TrendOfTheOthers)[0];
        return (cases.Any(values => values.Length > 3) ? trend : first) <= TrendOfTheOthers;
    }

    private static (double First, double Trend)[] Test(double[]?[][] cases, int metrics, double level)
    {
        var test = new RankDriftTest(metrics);
        foreach (var one in cases)
        {
            test.Add(one);
        }

        return test.Test(level);
    }

    /// <summary>Estimates the change from the first run to the last by one slope for all cases.</summary>
    private static double TrendOf(double[][] cases)
    {
        var (products, squares) = (0.0, 0.0);
        foreach (var values in cases)
        {
            var middle = (values.Length - 1) / 2.0;
            for (var place = 0; place < values.Length; place++)
            {
                products += (place - middle) * values[place];
                squares += (place - middle) * (place - middle);
            }
        }

        return products / squares * (cases.Max(values => values.Length) - 1);
    }

    /// <returns>The logarithms of a metric; null where a run lacks it or has one without a logarithm.</returns>
    private static double[]? ValuesOf(RunRecord[] runs, string metric)
    {
        var values = MatchedCase.ValuesOf(runs, metric);
        return values.Length == runs.Length && values.All(value => value > 0) ? [.. values.Select(value => Math.Log(value))] : null;
    }
}
