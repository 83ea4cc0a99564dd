using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>The search of vLLM's serve_multi.py with its faults, to be compared with: load 0 is run, a burst never counts, nothing fails is an answer.</summary>
internal sealed class OriginalSearch(ServiceLevel level, LoadVariable variable, int runsPerLoad, Func<double, ResultDocument> measure)
{
    private const double Burst = 65536;
    private readonly Dictionary<double, ResultDocument[]> _results = [];

    public double Find()
    {
        ResultDocument[] burst = Measure(Burst);
        double left = 0;
        double right = 0;
        for (double load = Math.Ceiling(burst.Average(Estimate)); load < Burst; load *= 2)
        {
            if (!Passes(load))
            {
                right = load;
                break;
            }

            left = load;
        }

        do
        {
            double middle = Math.Floor((left + right) / 2);
            (left, right) = Passes(middle) ? (middle, right) : (left, middle);
        }
        while (right - left > 1);
        return left;
    }

    private double Estimate(ResultDocument document) => LoadEstimate.TryFind(document, variable.Name, out double load) ? load : double.NaN;

    private bool Passes(double load)
    {
        ResultDocument[] runs = load > 0 ? Measure(load) : throw new InvalidOperationException("The benchmark refuses a load of 0.");
        return level.All(c => c.IsMet(runs.Average(r => r.TryFindMetric(c.Metric, out double value) ? value : double.NaN)));
    }

    private ResultDocument[] Measure(double load)
    {
        if (!_results.TryGetValue(load, out ResultDocument[]? runs))
        {
            _results[load] = runs = [.. Enumerable.Range(0, runsPerLoad).Select(_ => measure(load))];
        }

        return runs;
    }
}
