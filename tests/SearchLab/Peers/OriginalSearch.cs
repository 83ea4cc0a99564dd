using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Peers;

/// <summary>The search of vLLM's serve_multi.py with its faults, to be compared with: load 0 is run, a burst never counts, nothing fails is
/// an answer.</summary>
internal sealed class OriginalSearch(PeerRuns runs, int runsPerLoad)
{
    private readonly Dictionary<double, ResultDocument[]> _results = [];

    public double Find(ServiceLevel level)
    {
        var burst = Measure(PeerRuns.Burst);
        double left = 0;
        double right = 0;
        for (var load = Math.Ceiling(burst.Average(Estimate)); load < PeerRuns.Burst; load *= 2)
        {
            if (!Passes(level, load))
            {
                right = load;
                break;
            }

            left = load;
        }

        do
        {
            var middle = Math.Floor((left + right) / 2);
            (left, right) = Passes(level, middle) ? (middle, right) : (left, middle);
        } while (right - left > 1);
        return left;
    }

    private double Estimate(ResultDocument document) =>
        LoadEstimate.TryFind(document, runs.Variable.Name, out var load) ? load : double.NaN;

    private bool Passes(ServiceLevel level, double load) =>
        PeerRuns.Passes(level, load > 0 ? Measure(load) : throw new InvalidOperationException("The benchmark refuses a load of 0."));

    private ResultDocument[] Measure(double load)
    {
        if (!_results.TryGetValue(load, out var measured))
        {
            _results[load] = measured = [.. Enumerable.Range(0, runsPerLoad).Select(_ => runs.Measure(load))];
        }

        return measured;
    }
}
