namespace ServeMulti.Sla.Methods;

/// <summary>How well each edge of one criterion explains the margins of all runs, summed over slopes, capacities and noises.</summary>
/// <remarks>A run measures a margin, from which the speed of the server in that run is derived; see <see cref="CriterionSlope"/>.</remarks>
internal sealed class EdgeLikelihood
{
    /// <summary>Slopes of margins: less than 1 if a large part of a latency is not waiting, more if late requests come in
    /// clusters.</summary>
    private static readonly CriterionSlope[] Slopes =
    [
        new(0.2, 0.06),
        new(0.35, 0.11),
        new(0.55, 0.17),
        new(0.8, 0.22),
        new(1.1, 0.2),
        new(1.5, 0.13),
        new(2.2, 0.07),
        new(3.5, 0.04),
    ];

    /// <summary>The line is a line near the edge only: this share of a predicted margin may be wrong.</summary>
    private const double LineError = 0.2;

    /// <summary>Beyond this share of capacity a run's margin depends on its length: it is large, but its size carries no
    /// information.</summary>
    private const double Saturated = 0.97;

    /// <summary>Requests times the squared relative error of the load at which a quantile crosses a limit; about the same however near the
    /// knee: 5 for a mean, 6 for a 99th percentile of a simple queue, twice as many where arrivals or services vary more.</summary>
    public const double RequestsPerSquaredError = 12;

    /// <summary>A run begins with an empty server, and logarithms hide its worst moments: its margin looks better than the long run's by
    /// this share of the variance of its queue.</summary>
    private const double BiasPerVariance = 0.25;

    /// <summary>However near the knee, a run is too short for a queue that is off by more than this variance of its logarithm.</summary>
    private const double MostVariance = 0.5;

    /// <summary>An edge nearer to capacity than this has no place on the scale of waiting.</summary>
    private const double NearestToCapacity = 0.995;

    /// <summary>If the margin is this close to the predicted one, the slope of the curve replaces that of the line between them.</summary>
    private const double SmallOff = 0.01;

    private readonly PoolRun[] _runs;
    private readonly CapacityPosterior? _capacity;
    private readonly double[] _margins;
    private readonly double[] _errors;
    private readonly RunPlace[] _places;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="table">What turns a run into margins.</param>
    /// <param name="criterion">The margin.</param>
    /// <param name="capacity">What the runs show of the capacity; null if none bounds the load.</param>
    public EdgeLikelihood(PoolRun[] runs, MarginTable table, int criterion, CapacityPosterior? capacity)
    {
        (_runs, _capacity, _places) = (runs, capacity, new RunPlace[runs.Length]);
        _margins = [.. runs.Select(r => table.Of(r, criterion))];
        _errors = [.. runs.Select(r => table.ErrorOf(r, criterion, r.Prompts))];
    }

    /// <summary>Returns the probability of each edge, and the mean of the noise.</summary>
    public (double[] Density, double Noise) Over(double[] edges)
    {
        var sum = new NuisanceSum(edges.Length);
        for (var k = 0; k < (_capacity?.Values.Length ?? 1); k++)
        {
            var full = _capacity?.Values[k] ?? double.PositiveInfinity;
            foreach (var slope in Slopes)
            {
                Place(slope, full);
                for (var e = 0; e < edges.Length && edges[e] <= full; e++)
                {
                    Multiply(
                        sum,
                        slope,
                        _capacity is null ? Math.Log(edges[e]) : -Math.Log(1 - Math.Min(edges[e] / full, NearestToCapacity))
                    );
                    for (var s = 0; s < NuisanceSum.Noises.Length; s++)
                    {
                        sum.Add(e, s, slope.Weight * (_capacity is null ? 1 : _capacity.Weight(k, s) * Math.Sqrt(edges[e])));
                    }
                }
            }
        }

        return sum.Normalize();
    }

    /// <summary>Places each run on the scale of waiting, for one slope and capacity.</summary>
    private void Place(CriterionSlope slope, double full)
    {
        for (var i = 0; i < _runs.Length; i++)
        {
            var share = Math.Min(_runs[i].Load / full, Saturated);
            var steepness = slope.Slope * (_capacity is null ? 1 : share / (1 - share));
            var queue = Math.Min(MostVariance, steepness * steepness * RequestsPerSquaredError / _runs[i].Prompts);
            _places[i] = new(
                _capacity is null ? Math.Log(_runs[i].Load) : -Math.Log(1 - share),
                Math.Log(share),
                _runs[i].Load > Saturated * full,
                _margins[i] + (BiasPerVariance * queue),
                (_errors[i] * _errors[i]) + queue
            );
        }
    }

    /// <summary>Multiplies the densities of all runs, for one slope, capacity and edge.</summary>
    private void Multiply(NuisanceSum sum, CriterionSlope slope, double zero)
    {
        sum.Begin();
        foreach (var run in _places)
        {
            var predicted = slope.Slope * (run.Scale - zero);
            var off = run.Margin - predicted;
            (var slowness, double perMargin, double secant) = (off, 1, 1);
            if (_capacity is not null)
            {
                // Beyond saturation a margin is large, but its size carries no information.
                var margin = run.IsFull ? Math.Min(run.Margin, predicted) : run.Margin;
                (var logShare, perMargin) = slope.Invert(margin + (slope.Slope * zero) + run.LogShare);
                slowness = logShare - run.LogShare;
                secant = Math.Abs(off) > SmallOff ? Math.Clamp(slowness / off, 0, 1) : perMargin;
            }

            sum.Multiply(slowness, secant * secant * (run.Variance + (LineError * LineError * predicted * predicted)), perMargin);
        }
    }

    /// <summary>Where a run lies on the scale of waiting.</summary>
    /// <param name="Scale">The waiting at its load.</param>
    /// <param name="LogShare">The logarithm of its share of the capacity.</param>
    /// <param name="IsFull">Whether its load is beyond saturation.</param>
    /// <param name="Margin">Its margin, without the bias of short runs.</param>
    /// <param name="Variance">What its requests leave unknown of the margin.</param>
    private readonly record struct RunPlace(double Scale, double LogShare, bool IsFull, double Margin, double Variance);
}
