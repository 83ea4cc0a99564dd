namespace ServeMulti.Sla.Methods;

/// <summary>Chooses the next load: up while nothing fails, down while nothing passes, else at the root of the criterion that crosses
/// first.</summary>
internal sealed class NextLoad(LoadVariable variable, SlaSearchOptions options, AdaptiveRuns runs)
{
    /// <summary>The first probe, as a share of the burst's capacity.</summary>
    private const double FirstShare = 0.9;

    /// <summary>Climbing goes beyond capacity at once: overload of less than this cannot be distinguished from a slow end.</summary>
    private const double ClimbBeyond = 1.12;

    /// <summary>The quantile of the edge's posterior that is run next.</summary>
    private const double AimAt = 0.5;

    /// <summary>A margin must be this much worse at a lower load for the best to be sought above it.</summary>
    private const double ClearlyWorse = 0.1;

    /// <summary>Loads nearer to the best one than this are not tried.</summary>
    private const double NarrowGap = 1.1;

    /// <summary>So many steps in a row that did not halve the bracket are followed by one that does.</summary>
    private const int MostSlowSteps = 2;

    /// <summary>An end of the bracket that is nearer than this share of the resolution is run again rather than a new load.</summary>
    private const double SameLoad = 0.75;

    private double _climbs;
    private double _width = double.PositiveInfinity;
    private int _slowSteps;
    private int _descents;

    /// <summary>Returns a load that has not been run; null if none is left.</summary>
    public double? After(BracketFit fit)
    {
        if (fit.Loads.Length == 0)
        {
            return Clamp(Guess());
        }

        if (fit.High is not { } high)
        {
            return Climb(fit);
        }

        return fit.LowIndex < 0 ? Descend(fit, high) : Narrow(fit, high);
    }

    private double Guess()
    {
        if (variable.IsRate)
        {
            return FirstShare * runs.CapacityGuess;
        }

        var load = variable.IsConcurrency ? Math.Min(options.BasePrompts, options.MaxLoad) : options.MaxLoad;
        return double.IsNegativeInfinity(runs.BurstMargin) ? options.MaxLoad : FirstShare * load * Math.Exp(-runs.BurstMargin);
    }

    private double? Climb(BracketFit fit)
    {
        _climbs++;
        var next = variable.IsRate
            ? Math.Max(ClimbBeyond * runs.Capacity, fit.Low * Math.Pow(1.25, _climbs))
            : fit.Low * Math.Clamp(1.1 * Math.Exp(-1.1 * fit.WorstAtLow), 1.5, 4);
        next = Math.Min(options.MaxLoad, runs.Round(next));
        return next > fit.Low ? next : Math.Min(options.MaxLoad, runs.Round(2 * fit.Low));
    }

    private double? Descend(BracketFit fit, double high)
    {
        if (NextToTheBest(fit) is { } near)
        {
            return near;
        }

        _descents++;
        var next = Guess();
        if (next >= high * 0.98)
        {
            var capacity = Math.Max(runs.Capacity, runs.CapacityGuess);
            var failed = fit.WorstAtHigh;
            next =
                variable.IsRate && high < 4 * capacity
                    ? Math.Clamp(
                        capacity * (1 - ((1 - Math.Min(high / capacity, 0.9)) * Math.Exp(failed))),
                        0.35 / Math.Pow(2.4, _descents - 1) * high,
                        Math.Max(0.85 - (0.17 * (_descents - 1)), 0.2) * high
                    )
                    : high * Math.Clamp(Math.Exp(-1.1 * failed), Math.Pow(0.5, Math.Pow(2, Math.Min(_descents, 5) - 1)), 0.85);
        }

        next = Math.Max(runs.Floor, runs.Round(Math.Min(next, high)));
        return next < high ? next
            : high > runs.Floor ? runs.Floor
            : null;
    }

    /// <summary>Where nothing passes and a lower load is clearly worse than a higher one, only loads next to the best one may pass: the
    /// wider gap beside it is halved.</summary>
    private double? NextToTheBest(BracketFit fit)
    {
        var best = Array.IndexOf(fit.Measured, fit.Measured.Min());
        if (best == 0 || fit.Measured[..best].Max() < fit.Measured[best] + ClearlyWorse)
        {
            return null;
        }

        var below = fit.Loads[best - 1];
        var at = fit.Loads[best];
        var above = best + 1 < fit.Loads.Length ? fit.Loads[best + 1] : Math.Min(options.MaxLoad, 2 * at);
        var next = above / at > at / below ? Math.Sqrt(at * above) : Math.Sqrt(below * at);
        next = variable.IsWhole ? Math.Floor(next) : runs.Round(next);
        return Math.Max(above / at, at / below) > NarrowGap && !fit.Loads.Contains(next) ? next : null;
    }

    /// <summary>Goes to the middle of what is known of the edge; where that lies outside the bracket, the end it contradicts is measured
    /// again.</summary>
    private double? Narrow(BracketFit fit, double high)
    {
        var low = fit.Low;
        var width = Math.Log(high / low);
        _slowSteps = width > _width / 2 ? _slowSteps + 1 : 0;
        _width = width;
        var next = runs.Posterior().Quantile(AimAt);
        if (!runs.IsBoundByCriterion(fit))
        {
            // The server saturates within the bracket, and margins of latencies do not show where.
            next =
                next < high ? next
                : runs.Capacity > low && runs.Capacity < high ? runs.Capacity
                : Math.Sqrt(low * high);
        }
        else if (next >= high && runs.CountAt(high) < options.RunsPerLoad)
        {
            return high;
        }

        if (next <= low && runs.CountAt(low) < options.RunsPerLoad)
        {
            return low;
        }

        if (next <= low || next >= high)
        {
            // All runs at that end contradict the model.
            next = Math.Sqrt(low * high);
        }

        if (_slowSteps >= MostSlowSteps)
        {
            _slowSteps = 0;
            next = Math.Sqrt(low * high);
        }

        if (Math.Log(next / low) < SameLoad * options.Resolution && runs.CountAt(low) < options.RunsPerLoad)
        {
            return low;
        }

        if (Math.Log(high / next) < SameLoad * options.Resolution && runs.CountAt(high) < options.RunsPerLoad)
        {
            return high;
        }

        var edge = Math.Min(0.45 * Math.Log(1 + options.Resolution), 0.2 * width);
        return Inside(Math.Clamp(next, low * Math.Exp(edge), high * Math.Exp(-edge)), low, high);
    }

    private double? Inside(double load, double low, double high)
    {
        var next = runs.Round(load);
        if (variable.IsWhole)
        {
            next = Math.Clamp(next, low + 1, high - 1);
        }
        else if (next <= low || next >= high)
        {
            next = runs.Round(Math.Sqrt(low * high));
        }

        return next > low && next < high ? next : null;
    }

    private double Clamp(double load) => Math.Clamp(runs.Round(load), runs.Floor, options.MaxLoad);
}
