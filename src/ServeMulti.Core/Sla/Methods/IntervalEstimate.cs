using ServeMulti.Statistics;

namespace ServeMulti.Sla.Methods;

/// <summary>Says how sure an answer is: margins drawn anew within their errors, fitted anew, and where each fit crosses zero.</summary>
internal sealed class IntervalEstimate(RunPool pool, MarginTable table, bool[] active, SlaSearchOptions options)
{
    private const int Draws = 200;

    /// <summary>Errors by the log-normal formula are too small near the knee, where late requests come in clusters; seen in simulation.</summary>
    private const double Inflation = 2.2;

    /// <summary>The formula's own scatter counts as much as this many repeats.</summary>
    private const double PriorRepeats = 3;

    private const double LowShare = 0.05;

    public LoadInterval Find(BracketFit fit)
    {
        double[,] errors = FindErrors(fit);
        double[] edges = new double[Draws];
        var random = new RandomDraws(options.Seed);
        double degrees = PriorRepeats + fit.Loads.Sum(x => Math.Max(0, pool.CountAt(x) - 1));
        for (int d = 0; d < Draws; d++)
        {
            double[] z = [.. fit.Loads.Select(_ => random.NextStudentT(degrees))];
            edges[d] = Edge(BracketFit.Of(pool, table, active, (i, c) => z[i] * errors[i, c]));
        }

        Array.Sort(edges);
        return new(Quantiles.OfSorted(edges, LowShare), Quantiles.OfSorted(edges, 1 - LowShare));
    }

    private double[,] FindErrors(BracketFit fit)
    {
        double[,] errors = new double[fit.Loads.Length, table.Count];
        for (int c = 0; c < table.Count; c++)
        {
            double factor = Inflation * Scatter(fit, c);
            for (int i = 0; i < fit.Loads.Length; i++)
            {
                errors[i, c] = active[c] && c != table.Failed ? factor * table.ErrorOf(pool.At(fit.Loads[i]).First(r => r.Counts), c, fit.Weights[i]) : 0;
            }
        }

        return errors;
    }

    /// <summary>Returns the scatter of repeats over the predicted one.</summary>
    private double Scatter(BracketFit fit, int criterion)
    {
        double squares = PriorRepeats;
        double degrees = PriorRepeats;
        foreach (double load in fit.Loads)
        {
            PoolRun[] at = [.. pool.At(load).Where(r => r.Counts)];
            if (at.Length < 2)
            {
                continue;
            }

            double mean = table.Mean(at, criterion);
            foreach (PoolRun run in at)
            {
                double error = table.ErrorOf(run, criterion, run.Prompts);
                double off = (table.Of(run, criterion) - mean) / error;
                squares += off * off;
            }

            degrees += at.Length - 1;
        }

        return Math.Sqrt(squares / degrees);
    }

    private double Edge(BracketFit fit)
    {
        if (fit.High is not { } high)
        {
            return double.PositiveInfinity;
        }

        if (fit.LowIndex < 0)
        {
            // Nothing passes in this draw: the edge lies below every load that was run.
            return fit.Loads[0] * Math.Exp(-fit.Worst[0]);
        }

        double edge = high;
        for (int c = 0; c < table.Count; c++)
        {
            double above = fit.At(fit.LowIndex + 1, c);
            if (active[c] && above > 0)
            {
                double share = -fit.At(fit.LowIndex, c) / (above - fit.At(fit.LowIndex, c));
                edge = Math.Min(edge, fit.Low * Math.Pow(high / fit.Low, share));
            }
        }

        return edge;
    }
}
