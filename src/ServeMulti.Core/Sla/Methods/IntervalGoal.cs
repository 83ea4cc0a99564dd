namespace ServeMulti.Sla.Methods;

/// <summary>Returns whether the answer is known as well as was asked, and which run would tell most of it.</summary>
internal sealed class IntervalGoal(MarginTable table, RisingCriteria rising, LoadVariable variable, SlaSearchOptions options, RunPool pool)
{
    /// <summary>Requests times the squared relative error of the load estimated from them; see <see cref="EdgeLikelihood"/>.</summary>
    private const double RequestsPerSquaredError = EdgeLikelihood.RequestsPerSquaredError;

    /// <summary>A failing end has so many failing runs behind it, at its load or near above it: one alone may be a bad moment of the
    /// machine.</summary>
    private const int FailingRuns = 2;

    /// <summary>Failing loads up to so many times the failing end support it.</summary>
    private const double NearAbove = 1.15;

    /// <summary>Within a bracket of this width runs are as long as the interval needs, beyond it as short as they may be.</summary>
    private const double CloseBracket = 2;

    /// <summary>Returns whether both ends are supported and the interval is as narrow as asked.</summary>
    public bool IsReached(BracketFit fit, EdgePosterior edge) =>
        IsBoundByLength(fit)
        || (
            IsFailingEndSupported(fit)
            && (edge.HalfWidth(fit.Low) <= options.Tolerance || IsNextToWhole(fit, edge) || IsSaturationSeen(fit))
        );

    /// <summary>Chooses the run that narrows the interval most: at the end of the bracket near the edge that has fewer runs and requests,
    /// longer where requests lack.</summary>
    public (double Load, double Boost) Choose(BracketFit fit, EdgePosterior edge)
    {
        var high = fit.High!.Value;
        if (!IsFailingEndSupported(fit))
        {
            return (high, 1);
        }

        var noise = edge.Noise * edge.Noise;
        var load = Known(fit.Low) <= Known(high) ? fit.Low : high;
        return (load, RequestsPerSquaredError / pool.At(load)[0].Prompts > noise ? options.ConfirmFactor : 1);

        double Known(double at) =>
            pool.At(at).Where(r => r.Counts).Sum(r => 1 / (noise + (RequestsPerSquaredError / r.Prompts)))
            * (1 + (Math.Abs(Math.Log(at / edge.Middle)) / edge.Spread));
    }

    /// <summary>Returns how much longer than the shortest a run must be: in a close bracket, the requests of the shortest run would not be
    /// precise enough.</summary>
    public double BoostAt(BracketFit fit, double load)
    {
        var prompts = Math.Max(
            options.BasePrompts,
            variable.IsConcurrency ? options.PromptsPerConcurrency * load
                : variable.IsRate ? load * options.RunTime.TotalSeconds
                : 0
        );
        var isClose = fit.LowIndex >= 0 && fit.High <= CloseBracket * fit.Low;
        return isClose
            ? Math.Clamp(RequestsPerSquaredError / prompts / (options.Tolerance * options.Tolerance), 1, options.ConfirmFactor)
            : 1;
    }

    /// <summary>Returns how many further runs the interval needs, at most what is left.</summary>
    public int RunsNeeded(BracketFit fit, EdgePosterior edge, int left)
    {
        var half = edge.HalfWidth(fit.Low);
        return half <= options.Tolerance ? 0 : Math.Min(left, RunsToNarrow(half, edge) ?? left);
    }

    /// <summary>Returns how many further runs would narrow an interval to what was asked, by the square root law; null if no number would,
    /// because the error of the model alone is wider.</summary>
    public int? RunsToNarrow(double halfWidth, EdgePosterior edge)
    {
        var unavoidable = EdgePosterior.ModelError * EdgePosterior.ModelError;
        var wanted = (options.Tolerance * options.Tolerance) - unavoidable;
        if (wanted <= 0)
        {
            return null;
        }

        var near = pool.All.Count(r => r.Counts && Math.Abs(Math.Log(r.Load / edge.Middle)) <= 2 * halfWidth);
        return (int)
            Math.Ceiling(
                Math.Min(int.MaxValue / 2, Math.Max(1, near) * Math.Max(0, (((halfWidth * halfWidth) - unavoidable) / wanted) - 1))
            );
    }

    private bool IsFailingEndSupported(BracketFit fit) =>
        fit.Loads.Skip(fit.LowIndex + 1).TakeWhile(x => x <= NearAbove * fit.High).SelectMany(pool.At).Count(r => r.Counts && IsFailing(r))
            >= FailingRuns
        || pool.CountAt(fit.High!.Value) >= options.RunsPerLoad;

    /// <summary>Runs with a fixed number of prompts that are too short stay too short, however many there are.</summary>
    private bool IsBoundByLength(BracketFit fit) => options.FixedPrompts && fit.Binding(fit.LowIndex + 1, table) == table.Short;

    private bool IsFailing(PoolRun run) => Enumerable.Range(0, table.Count).Any(c => rising.Active[c] && table.Of(run, c) > 0);

    /// <summary>Whole numbers have no load between these: with all runs at both, more would not move the answer.</summary>
    private bool IsNextToWhole(BracketFit fit, EdgePosterior edge) =>
        variable.IsWhole && fit.Low * edge.HalfWidth(fit.Low) < 1 && HaveAllRuns(fit);

    /// <summary>If one end is sustained and the other is not, and both have all their runs, the margins of latencies add no
    /// information.</summary>
    private bool IsSaturationSeen(BracketFit fit) =>
        fit.Binding(fit.LowIndex + 1, table) == table.Keep && fit.High <= fit.Low * (1 + options.Resolution) && HaveAllRuns(fit);

    private bool HaveAllRuns(BracketFit fit) =>
        pool.CountAt(fit.Low) >= options.RunsPerLoad && pool.CountAt(fit.High!.Value) >= options.RunsPerLoad;
}
