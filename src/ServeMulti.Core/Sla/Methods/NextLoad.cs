namespace ServeMulti.Sla.Methods;

/// <summary>Chooses the next load: up while nothing fails, down while nothing passes, else at the root of the criterion that crosses first.</summary>
internal sealed class NextLoad(MarginTable table, LoadVariable variable, SlaSearchOptions options, AdaptiveRuns runs)
{
    /// <summary>Queueing theory takes latency to infinity at capacity; this much above the best throughput seen keeps the transform finite.</summary>
    private const double BeyondCapacity = 1.02;

    /// <summary>The first probe, as a share of the burst's capacity.</summary>
    private const double FirstShare = 0.9;

    /// <summary>Climbing goes beyond capacity at once: overload of less than this cannot be told from a slow end.</summary>
    private const double ClimbBeyond = 1.12;

    private double _climbs;
    private double _width = double.PositiveInfinity;
    private int _slowSteps;
    private int _descents;

    /// <summary>Returns a load that has not been run; null where there is none left to try.</summary>
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
        if (!variable.IsWhole)
        {
            return FirstShare * runs.CapacityGuess;
        }

        double inFlight = Math.Min(options.BasePrompts, options.MaxLoad);
        return double.IsNegativeInfinity(runs.BurstMargin) ? options.MaxLoad : FirstShare * inFlight * Math.Exp(-runs.BurstMargin);
    }

    private double? Climb(BracketFit fit)
    {
        _climbs++;
        double next = variable.IsWhole
            ? fit.Low * Math.Clamp(1.1 * Math.Exp(-1.1 * fit.WorstAtLow), 1.5, 4)
            : Math.Max(ClimbBeyond * runs.Capacity, fit.Low * Math.Pow(1.25, _climbs));
        next = Math.Min(options.MaxLoad, runs.Round(next));
        return next > fit.Low ? next : Math.Min(options.MaxLoad, runs.Round(2 * fit.Low));
    }

    private double? Descend(BracketFit fit, double high)
    {
        _descents++;
        double next = Guess();
        if (next >= high * 0.98)
        {
            double capacity = Math.Max(runs.Capacity, runs.CapacityGuess);
            double failed = fit.WorstAtHigh;
            next = !variable.IsWhole && high < 4 * capacity
                ? Math.Clamp(
                    capacity * (1 - ((1 - Math.Min(high / capacity, 0.9)) * Math.Exp(failed))),
                    0.35 / Math.Pow(2.4, _descents - 1) * high,
                    Math.Max(0.85 - (0.17 * (_descents - 1)), 0.2) * high)
                : high * Math.Clamp(Math.Exp(-1.1 * failed), Math.Pow(0.5, Math.Pow(2, Math.Min(_descents, 5) - 1)), 0.85);
        }

        next = Math.Max(runs.Floor, runs.Round(Math.Min(next, high)));
        return next < high ? next : high > runs.Floor ? runs.Floor : null;
    }

    private double? Narrow(BracketFit fit, double high)
    {
        double low = fit.Low;
        double width = Math.Log(high / low);
        _slowSteps = width > _width / 2 ? _slowSteps + 1 : 0;
        _width = width;
        double next = Math.Sqrt(low * high);
        if (_slowSteps >= 2)
        {
            _slowSteps = 0;
        }
        else
        {
            next = SmallestRoot(fit, low, high);
            double push = Math.Max(0.45 * Math.Log(1 + options.Tolerance), 0.05 * width);
            next *= Math.Exp(next * next < low * high ? push : -push);
        }

        return Inside(next, low, high);
    }

    private double SmallestRoot(BracketFit fit, double low, double high)
    {
        double smallest = high;
        for (int c = 0; c < table.Count; c++)
        {
            double above = fit.At(fit.LowIndex + 1, c);
            if (above > 0)
            {
                smallest = Math.Min(smallest, c == table.Keep || c == table.Short ? CapacityInside(low, high) : Root(fit.At(fit.LowIndex, c), above, low, high));
            }
        }

        return smallest;
    }

    private double CapacityInside(double low, double high) => runs.Capacity > low && runs.Capacity < high ? runs.Capacity : Math.Sqrt(low * high);

    /// <summary>Returns where the line through both ends crosses zero: in -ln(1 - x/C) for rates, as waiting grows, in ln x for concurrency.</summary>
    private double Root(double below, double above, double low, double high)
    {
        double share = double.IsNegativeInfinity(below) ? 0.5 : -below / (above - below);
        if (variable.IsWhole)
        {
            return low * Math.Pow(high / low, share);
        }

        double capacity = BeyondCapacity * Math.Max(runs.Capacity, high);
        double z = Transform(low, capacity) + (share * (Transform(high, capacity) - Transform(low, capacity)));
        return capacity * (1 - Math.Exp(-z));
    }

    private static double Transform(double load, double capacity) => -Math.Log(1 - (load / capacity));

    private double? Inside(double load, double low, double high)
    {
        double next = runs.Round(load);
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
