using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Whether a build is better or worse than the one before: the runs of two experiments, case by case and metric by metric.</summary>
/// <remarks>
/// <para>Cases are the same where configuration, workload and load are. Values are compared as logarithms, so that a difference is a ratio.
/// A case needs two runs of each build; a single one says nothing of how it would measure again.</para>
/// <para><em>Regressed</em>: worse than the baseline by a t test, and by the margin or more as measured. The p-values of all comparisons are
/// corrected together by Holm (Scandinavian Journal of Statistics 6, 1979): a whole comparison of two equal builds says so anywhere in at
/// most <see cref="ExperimentComparisonOptions.ErrorRate"/> of cases. <em>Improved</em> likewise.</para>
/// <para><em>No relevant difference</em>: the 90 % interval lies within the margin on both sides, which is two one-sided tests at 5 % (D. J.
/// Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987). That all cases are equal is claimed only where each is, so that no
/// correction is needed (R. L. Berger, Technometrics 24, 1982). Everything else is <em>inconclusive</em>.</para>
/// <para>With few runs the spread of a case is hardly known. It is estimated from the runs of both builds and moderated by those of all other
/// cases with the same metric (G. K. Smyth, Statistical Applications in Genetics and Molecular Biology 3, 2004).</para>
/// <para>The method takes runs for independent. A machine that was slower on the day of one experiment looks like a slower build.</para>
/// </remarks>
/// <example>
/// <code>
/// var comparison = await ExperimentComparison.OfAsync(
///     await StoredExperiment.ReadAsync("results/before"),
///     await StoredExperiment.ReadAsync("results/after")
/// );
/// Console.WriteLine(comparison.Describe());
/// </code>
/// </example>
public sealed class ExperimentComparison
{
    private ExperimentComparison(IReadOnlyList<CaseChange> cases, IReadOnlyList<WorkloadChange> workloads) =>
        (Cases, Workloads) = (cases, workloads);

    /// <summary>Gets the cases that both builds ran, in the order of the current one.</summary>
    public IReadOnlyList<CaseChange> Cases { get; }

    /// <summary>Gets the workloads with the metrics over all their cases.</summary>
    public IReadOnlyList<WorkloadChange> Workloads { get; }

    /// <summary>Gets one line per case that only one build ran.</summary>
    public IReadOnlyList<string> Unmatched { get; private init; } = [];

    /// <summary>Gets one line per condition in which the experiments differ, such as the machine or a command: what may explain a change
    /// besides the build.</summary>
    public IReadOnlyList<string> Differences { get; private init; } = [];

    /// <summary>Gets the verdict on the whole: regressed where anything did, else inconclusive where anything is, else improved where anything
    /// did.</summary>
    public ChangeVerdict Verdict
    {
        get
        {
            var verdicts = Cases
                .Select(one => one.Verdict)
                .Concat(Workloads.SelectMany(workload => workload.Metrics).Select(metric => metric.Verdict))
                .ToHashSet();
            return verdicts.Contains(ChangeVerdict.Regressed) ? ChangeVerdict.Regressed
                : verdicts.Contains(ChangeVerdict.Inconclusive) ? ChangeVerdict.Inconclusive
                : verdicts.Contains(ChangeVerdict.Improved) ? ChangeVerdict.Improved
                : ChangeVerdict.NoRelevantDifference;
        }
    }

    /// <summary>Compares two stored experiments.</summary>
    /// <param name="baseline">The build before.</param>
    /// <param name="current">The build to judge.</param>
    /// <param name="options">What is compared; optional.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">An option is out of range, an experiment has no finished run, or the two have no case or no
    /// metric in common.</exception>
    public static async Task<ExperimentComparison> OfAsync(
        StoredExperiment baseline,
        StoredExperiment current,
        ExperimentComparisonOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        return Compare(
            await ReadAsync(baseline, cancellationToken).ConfigureAwait(false),
            await ReadAsync(current, cancellationToken).ConfigureAwait(false),
            options ?? new(),
            ConditionDifferences.Of(baseline, current)
        );
    }

    /// <summary>Compares the runs of two builds.</summary>
    /// <param name="baseline">The finished runs of the build before.</param>
    /// <param name="current">The finished runs of the build to judge.</param>
    /// <param name="options">What is compared; optional.</param>
    /// <exception cref="InvalidInputException">An option is out of range, a side has no run, or the two have no case or no metric in
    /// common.</exception>
    public static ExperimentComparison Of(
        IEnumerable<RunRecord> baseline,
        IEnumerable<RunRecord> current,
        ExperimentComparisonOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        return Compare(baseline, current, options ?? new(), []);
    }

    /// <summary>Describes the comparison: the verdict, differences of the conditions, and one line for each change, regressions first.</summary>
    public string Describe() => ComparisonSummary.Describe(this);

    private static ExperimentComparison Compare(
        IEnumerable<RunRecord> baseline,
        IEnumerable<RunRecord> current,
        ExperimentComparisonOptions options,
        IReadOnlyList<string> conditions
    )
    {
        options.Check();
        var matching = CaseMatching.Of(baseline, current, options.BaselineOf);
        var changes = new ChangeTable(matching.Matched, options);
        var cases = matching.Matched.Select(one =>
        {
            var metrics = changes.Of(one);
            var problem = one.FindProblem(options.FailedShareLimit);
            return new CaseChange(one.BaselineCase, one.CurrentCase, metrics)
            {
                Problem = problem?.Problem,
                Verdict = problem?.Verdict ?? Join(metrics),
            };
        });
        return new([.. cases], changes.Workloads)
        {
            Unmatched = matching.Unmatched,
            Differences = [.. conditions, .. ConditionDifferences.Of(matching.Matched)],
        };
    }

    private static ChangeVerdict Join(IReadOnlyList<MetricChange> metrics) =>
        metrics.Any(metric => metric.Verdict == ChangeVerdict.Regressed) ? ChangeVerdict.Regressed
        : metrics.Count == 0 || metrics.Any(metric => metric.Verdict == ChangeVerdict.Inconclusive) ? ChangeVerdict.Inconclusive
        : metrics.Any(metric => metric.Verdict == ChangeVerdict.Improved) ? ChangeVerdict.Improved
        : ChangeVerdict.NoRelevantDifference;

    private static async Task<List<RunRecord>> ReadAsync(StoredExperiment experiment, CancellationToken cancellationToken)
    {
        var runs = new List<RunRecord>();
        await foreach (var run in experiment.ReadRunsAsync(withArrays: false, cancellationToken).ConfigureAwait(false))
        {
            runs.Add(run);
        }

        return runs;
    }
}
