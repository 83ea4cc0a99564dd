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
/// <para>What searches found is compared as the largest load within each SLA, by the intervals of both answers; the single runs of a search
/// are not, because the loads that it tried say nothing of the build.</para>
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

    /// <summary>Gets how the largest load within each SLA changed, where both builds searched for it.</summary>
    public IReadOnlyList<LoadChange> Loads { get; private init; } = [];

    /// <summary>Gets the workloads with the metrics over all their cases.</summary>
    public IReadOnlyList<WorkloadChange> Workloads { get; }

    /// <summary>Gets one line per case, search or main metric that only one build has, and per answer that cannot be read.</summary>
    public IReadOnlyList<string> Unmatched { get; private init; } = [];

    /// <summary>Gets one line per condition in which the experiments differ, such as the machine or a command: what may explain a change
    /// besides the build.</summary>
    public IReadOnlyList<string> Differences { get; private init; } = [];

    /// <summary>Gets what is worth knowing of how each side was measured, one line each: that its runs drifted
    /// (<see cref="ExperimentDrift"/>); and, where something is inconclusive, what is known, and which metrics vary too much.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Gets the verdict on the whole: regressed where anything did, else inconclusive where anything is, else improved where anything
    /// did.</summary>
    public ChangeVerdict Verdict =>
        ChangeRule.Join(
            Cases
                .Select(one => one.Verdict)
                .Concat(Workloads.SelectMany(workload => workload.Metrics).Select(metric => metric.Verdict))
                .Concat(Loads.Select(load => load.Verdict))
        );

    /// <summary>Compares two stored experiments.</summary>
    /// <remarks>The two sides of an A/B are judged by their turns, as <see cref="OfAlternating"/> does: how many runs they have depends on what the
    /// runs said. <see cref="Notes"/> says so.</remarks>
    /// <param name="baseline">The build before.</param>
    /// <param name="current">The build to judge.</param>
    /// <param name="options">What is compared; optional.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">An option is out of range, both are the same results or have runs in common, an experiment has neither a finished run nor
    /// an answer, or the two have no case or no metric in common.</exception>
    public static async Task<ExperimentComparison> OfAsync(
        StoredExperiment baseline,
        StoredExperiment current,
        ExperimentComparisonOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        options ??= new();
        options.Check();
        ComparisonSides.RequireTwo(baseline, current);
        var before = await ComparedBuild.ReadAsync(baseline, "baseline", cancellationToken).ConfigureAwait(false);
        var now = await ComparedBuild.ReadAsync(current, "current build", cancellationToken).ConfigureAwait(false);
        ComparisonSides.RequireOtherRuns(baseline, before, current, now);
        return AlternatingPair.Find(baseline, current) is { } pair
            ? CompareAlternating(before, now, options, pair, ConditionDifferences.Of(baseline, current, AlternatingPair.Condition))
            : Compare(before, now, options, ConditionDifferences.Of(baseline, current, except: null));
    }

    /// <summary>Compares the runs of two builds; those of a search too, at the loads that both have tried.</summary>
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
        options ??= new();
        options.Check();
        return Compare(new([.. baseline], [], []), new([.. current], [], []), options, []);
    }

    /// <summary>Compares the runs of two builds that took turns (A B B A ...), and may be looked at after each of them: it stops where it would
    /// have stopped.</summary>
    /// <remarks>
    /// <para>A metric of a case is known as soon as the runs so far tell; the comparison is known once anything regressed, or everything is known. What
    /// it says is wrong no more often than a comparison with a fixed number of runs, however often one looks: sequential tests (A. Wald, Annals
    /// of Mathematical Statistics 16, 1945) at <see cref="ExperimentComparisonOptions.ErrorRate"/> over the number of comparisons, with p-values of a
    /// t distribution for the unknown spread (C. Jennison and B. W. Turnbull, "Group Sequential Methods with Applications to Clinical
    /// Trials", 2000, section 3.8).</para>
    /// <para>A drift over time that both builds share is estimated and left out. The intervals are those of the runs up to the look that told; because
    /// a large chance difference ends it sooner, they contain the true ratio a little less often than they say.</para>
    /// </remarks>
    /// <param name="baseline">The finished runs of the build before. The number of a run states its turn.</param>
    /// <param name="current">The finished runs of the build to judge.</param>
    /// <param name="options">What is compared; optional.</param>
    /// <exception cref="InvalidInputException">An option is out of range, a side has no run, or the two have no case or no metric in
    /// common.</exception>
    public static ExperimentComparison OfAlternating(
        IEnumerable<RunRecord> baseline,
        IEnumerable<RunRecord> current,
        ExperimentComparisonOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        options ??= new();
        options.Check();
        return CompareAlternating(new([.. baseline], [], []), new([.. current], [], []), options, new(IsCurrentFirst: false), []);
    }

    /// <summary>Describes the comparison: differences of the conditions, the verdict, and one line for each change, the worst first.</summary>
    /// <param name="mostChanges">The largest number of lines for changes, at least 1; those beyond it are counted. The default is
    /// 20.</param>
    public string Describe(int mostChanges = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostChanges, 1);
        return ComparisonSummary.Describe(this, mostChanges);
    }

    /// <summary>Returns the comparison as JSON for programs, indented: all changes, with ratios, intervals and units.</summary>
    public string ToJson() => ComparisonJson.Write(this);

    private static ExperimentComparison CompareAlternating(
        ComparedBuild baseline,
        ComparedBuild current,
        ExperimentComparisonOptions options,
        AlternatingPair pair,
        IReadOnlyList<string> conditions
    )
    {
        var matching = Match(baseline, current, options, out var keys);
        if (matching.Matched.Count == 0)
        {
            throw new InvalidInputException(CaseMatching.DescribeNothingShared(baseline, current, keys));
        }

        var changes = new AlternatingChanges(matching.Matched, options, pair.IsCurrentFirst);
        return new([.. matching.Matched.Select(one => Judge(one, changes.Of(one, options), options))], [])
        {
            Unmatched =
            [
                .. matching.Unmatched,
                .. ChangeTable.FindOneSided(matching.Matched, options),
                .. baseline.Skipped,
                .. current.Skipped,
            ],
            Differences =
            [
                .. conditions,
                .. ConditionDifferences.Of([.. matching.Matched.Select(one => (one.BaselineCase, one.CurrentCase))]),
            ],
            Notes = pair.Notes,
        };
    }

    private static ExperimentComparison Compare(
        ComparedBuild baseline,
        ComparedBuild current,
        ExperimentComparisonOptions options,
        IReadOnlyList<string> conditions
    )
    {
        var matching = Match(baseline, current, options, out var keys);
        var left = new List<string>(matching.Unmatched);
        var answers = LoadChanges.Pair(baseline, current, keys, left);
        if (matching.Matched.Count + answers.Count == 0)
        {
            throw new InvalidInputException(CaseMatching.DescribeNothingShared(baseline, current, keys));
        }

        var loads = new List<LoadChange>();
        var changes = new ChangeTable(
            matching.Matched,
            options,
            answers.Select(pair =>
                LoadChanges.Compare(pair.Baseline, pair.Current, options.MarginOf(pair.Current.Result.Variable.Name), loads.Add)
            )
        );
        CaseChange[] cases = [.. matching.Matched.Select(one => Judge(one, changes.Of(one), options))];
        var metrics = cases.SelectMany(one => one.Metrics).Concat(changes.Workloads.SelectMany(workload => workload.Metrics));
        return new(cases, changes.Workloads)
        {
            Loads = loads,
            Unmatched = [.. left, .. ChangeTable.FindOneSided(matching.Matched, options), .. baseline.Skipped, .. current.Skipped],
            Differences =
            [
                .. conditions,
                .. ConditionDifferences.Of([
                    .. matching.Matched.Select(one => (one.BaselineCase, one.CurrentCase)),
                    .. answers.Select(pair => (pair.Baseline.Case, pair.Current.Case)),
                ]),
                .. ConditionDifferences.Of(loads),
            ],
            Notes =
            [
                .. DriftText.Lines("the baseline", matching.Matched.SelectMany(one => one.Baseline)),
                .. DriftText.Lines("the current build", matching.Matched.SelectMany(one => one.Current)),
                .. NoiseText.Lines(metrics, changes.Spreads),
            ],
        };
    }

    private static CaseMatching Match(
        ComparedBuild baseline,
        ComparedBuild current,
        ExperimentComparisonOptions options,
        out ConfigurationKeys keys
    )
    {
        ComparisonSides.RequireResults(baseline, "baseline");
        ComparisonSides.RequireResults(current, "current build");
        keys = new ConfigurationKeys(baseline, current, options);
        return CaseMatching.Of(baseline, current, keys);
    }

    private static CaseChange Judge(MatchedCase one, IReadOnlyList<MetricChange> metrics, ExperimentComparisonOptions options)
    {
        var problem = one.FindProblem(options.FailedShareLimit);
        return new(one.BaselineCase, one.CurrentCase, metrics)
        {
            Problem = problem?.Problem,
            Verdict = problem?.Verdict ?? ChangeRule.Join(metrics.Select(metric => metric.Verdict)),
        };
    }
}
