using ServeMulti.Statistics;

namespace ServeMulti.SearchLab.Peers;

/// <summary>
/// As AIPerf's default search describes itself: one run per load, doubled from 1 until one fails, three between, then a monotone fit of all
/// margins whose root is run next, until the bracket is 5 % wide. Its curve between fitted points is a spline; straight lines do as well.
/// </summary>
internal sealed class IsotonicSearch(PeerRuns runs)
{
    private const double Precision = 0.05;
    private const int InnerLoads = 3;
    private readonly SortedList<double, double> _margins = [];
    private double _low;
    private double _high = double.PositiveInfinity;

    /// <summary>Returns the largest load that passes; 0 where none does.</summary>
    public double Find()
    {
        for (double load = 1; load <= PeerRuns.Burst && double.IsInfinity(_high); load *= 2)
        {
            Run(load);
        }

        if (_low == 0 || double.IsInfinity(_high))
        {
            return _low;
        }

        (var from, var gap) = (_low, _high - _low);
        for (var i = 1; i <= InnerLoads; i++)
        {
            var load = Math.Round(from + (gap * i / (InnerLoads + 1)));
            if (!_margins.ContainsKey(load))
            {
                Run(load);
            }
        }

        while (_high - _low > 1 && _high - _low >= Precision * _high)
        {
            Run(Math.Clamp(Math.Round(FindRoot()), _low + 1, _high - 1));
        }

        return _low;
    }

    private void Run(double load)
    {
        var margin = runs.Margin(runs.Measure(load));
        _margins[load] = margin;

        // A verdict that contradicts an earlier one does not move the bracket; the fit still hears of it.
        (_low, _high) =
            margin <= 0 ? (load < _high ? Math.Max(_low, load) : _low, _high) : (_low, load > _low ? Math.Min(_high, load) : _high);
    }

    private double FindRoot()
    {
        double[] fitted = [.. _margins.Values];
        var weights = new double[fitted.Length];
        Array.Fill(weights, 1);
        MonotoneFit.Fit(fitted, weights);
        var above = Array.FindIndex(fitted, m => m > 0);
        if (above <= 0)
        {
            return (_low + _high) / 2;
        }

        (var x, var y) = (_margins.Keys[above - 1], _margins.Keys[above]);
        var root = x + ((y - x) * -fitted[above - 1] / (fitted[above] - fitted[above - 1]));
        return root > _low && root < _high ? root : (_low + _high) / 2;
    }
}
