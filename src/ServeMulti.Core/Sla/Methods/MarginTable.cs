using System.Globalization;
using ServeMulti.Statistics;

namespace ServeMulti.Sla.Methods;

/// <summary>Turns runs into margins: those of the SLA's criteria, then failed requests and, for a rate, "kept up" and "long
/// enough".</summary>
internal sealed class MarginTable
{
    /// <summary>The margin of everything in a run that completed nothing: far beyond any edge, yet finite.</summary>
    private const double DeadMargin = 2;

    /// <summary>What a share of failed requests beyond the limit weighs against one within it: the larger number of prompts
    /// decides.</summary>
    private const double FailedMargin = 1;

    /// <summary>Neighbouring requests see the same queue: this many count as one.</summary>
    private const double CorrelatedRequests = 4;

    /// <summary>What a restart, a clock or a neighbour on the machine adds to every error.</summary>
    private const double RunError = 0.01;

    private const double LowerLimitError = 0.05;
    private const double ThroughputError = 0.03;
    private const double Z99 = 2.3263478740408408;

    /// <summary>Overload of less than this is within the rounding of loads and the speed of a server.</summary>
    private const double LeastOverload = 0.02;

    /// <summary>Requests arrive at random: so many standard deviations of the time that they take are no overload.</summary>
    private const double ArrivalErrors = 1;

    private readonly ServiceLevel _level;
    private readonly SlaSearchOptions _options;
    private readonly DrainTime _drain;
    private readonly Dictionary<PoolRun, double[]> _margins = [];

    public MarginTable(ServiceLevel level, LoadVariable variable, SlaSearchOptions options, RunPool pool)
    {
        (_level, _options, _drain) = (level, options, new(pool));
        Failed = level.Count;
        Keep = level.Count + 1;
        Short = level.Count + 2;
        Count = variable.IsRate && options.Rules.SustainedShare > 0 ? level.Count + 3 : level.Count + 1;
    }

    /// <summary>Gets how many margins a run has.</summary>
    public int Count { get; }

    /// <summary>Gets the index of the margin of failed requests.</summary>
    public int Failed { get; }

    /// <summary>Gets the index of "kept up"; beyond the table where the rule is off.</summary>
    public int Keep { get; }

    /// <summary>Gets the index of "long enough"; beyond the table where the rule is off.</summary>
    public int Short { get; }

    public bool IsCriterion(int index) => index < _level.Count;

    public SlaBinding BindingOf(int index) =>
        IsCriterion(index) ? SlaBinding.Of(_level[index])
        : index == Failed ? SlaBinding.FailedRequests
        : index == Keep ? SlaBinding.NotSustained
        : SlaBinding.TooShort;

    /// <summary>Returns a margin of one run; zero or less is met.</summary>
    public double Of(PoolRun run, int index)
    {
        if (index == Keep)
        {
            return run.Figures is { } figures ? OrMet(KeepMargin(figures, run)) : DeadMargin;
        }

        if (!_margins.TryGetValue(run, out var margins))
        {
            _margins.Add(run, margins = [.. Enumerable.Range(0, Count).Select(c => Compute(run, c))]);
        }

        return margins[index];
    }

    /// <summary>Returns by which share the throughput of so many prompts must fall short to be no luck of their arrivals.</summary>
    public static double OverloadSeen(double prompts) => Math.Max(LeastOverload, ArrivalErrors / Math.Sqrt(prompts));

    /// <summary>No load above the end of the range would show overload: a run there must also reach its rate within the precision of its
    /// length.</summary>
    private double KeepMargin(RunFigures figures, PoolRun run)
    {
        var margin = _drain.KeepMargin(figures, run.Load, _options.Rules.SustainedShare);
        return run.Load < _options.MaxLoad || figures.DeclaredSustained is not null
            ? margin
            : Math.Max(margin, _drain.OverloadMargin(figures, run.Load, 1 - OverloadSeen(run.Prompts)));
    }

    private double Compute(PoolRun run, int index)
    {
        if (run.Figures is not { } figures)
        {
            return DeadMargin;
        }

        if (IsCriterion(index))
        {
            // A latency of 0 or a metric of infinite distance must not drown every other run in a mean.
            return Math.Clamp(_level[index].MarginOf(RunFigures.Find(figures.Document, _level[index].Metric)), -10, 10);
        }

        return index == Failed
            ? (figures.FailedShare > _options.Rules.FailedShareLimit ? FailedMargin : -FailedMargin)
            : OrMet(SustainedRule.ShortMargin(figures, run.Load, _options.SustainedLatencies));
    }

    /// <summary>Returns the mean of a margin over runs, weighted by their prompts.</summary>
    public double Mean(IEnumerable<PoolRun> runs, int index)
    {
        double sum = 0;
        double weight = 0;
        foreach (var run in runs)
        {
            sum += Of(run, index) * run.Prompts;
            weight += run.Prompts;
        }

        return sum / weight;
    }

    /// <summary>Returns the standard error that a margin has after a number of prompts, as a share: latencies are taken for
    /// log-normal.</summary>
    /// <param name="run">A run that shows the shape of the latencies.</param>
    /// <param name="index">The margin.</param>
    /// <param name="prompts">The prompts behind the margin.</param>
    public double ErrorOf(PoolRun run, int index, double prompts)
    {
        if (!IsCriterion(index) || run.Figures is not { } figures)
        {
            return ThroughputError;
        }

        return _level[index].IsLowerLimit
            ? LowerLimitError
            : LatencyError(figures, _level[index].Metric, prompts / CorrelatedRequests) + RunError;
    }

    private static double OrMet(double margin) => double.IsNaN(margin) ? -1 : Math.Clamp(margin, -10, 10);

    private static double LatencyError(RunFigures figures, string metric, double independent)
    {
        var at = metric.IndexOf('_', StringComparison.Ordinal);
        var family = at < 0 ? metric : metric[(at + 1)..];
        var ratio = RunFigures.Find(figures.Document, "p99_" + family) / RunFigures.Find(figures.Document, "mean_" + family);
        var spread = SpreadOf(double.IsFinite(ratio) && ratio > 1 ? ratio : 3);
        if (PercentileOf(at < 0 ? "" : metric[..at]) is not { } share)
        {
            return Math.Sqrt((Math.Exp(spread * spread) - 1) / independent);
        }

        return spread * Math.Sqrt(share * (1 - share)) / Quantiles.NormalDensity(Quantiles.Normal(share)) / Math.Sqrt(independent);
    }

    /// <summary>Returns the log-normal sigma for which the 99th percentile is so many times the mean.</summary>
    private static double SpreadOf(double ratio) => Z99 - Math.Sqrt(Math.Max(0, (Z99 * Z99) - (2 * Math.Log(ratio))));

    private static double? PercentileOf(string prefix) =>
        prefix switch
        {
            "median" => 0.5,
            ['p', .. var digits]
                when double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
                    && percent is > 0 and < 100 => percent / 100,
            _ => null,
        };
}
