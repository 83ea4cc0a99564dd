using System.Globalization;
using ServeMulti.Launching;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Real;

/// <summary>Makes long runs in portions, one after each search, so that the truth is that of the same hour: what drifts on the machine
/// meets both.</summary>
internal sealed class LongRuns(EngineSweep sweep, RealArguments arguments, ServiceLevel level, TextWriter output)
{
    private readonly List<LongRun> _runs = [];
    private int _passes;

    /// <summary>Gets the truth so far; null where it is not known.</summary>
    public Truth? Truth => _runs.Count == 0 ? null : Truth.Of(_runs, arguments.Variable.IsWhole);

    /// <summary>Makes one portion: first around an answer and out until the edge is between, later once more at the loads next to the
    /// edge.</summary>
    public async Task AddAsync(double? answer, CancellationToken cancellationToken)
    {
        if (_runs.Count == 0 && answer is null)
        {
            output.WriteLine("  no answer to make long runs around");
            return;
        }

        await using var server = await sweep.StartAsync(cancellationToken);
        if (_runs.Count == 0)
        {
            foreach (var load in LongRunPlan.Around(answer!.Value, arguments.Variable))
            {
                await MeasureAsync(server, load, cancellationToken);
            }
        }
        else if (Truth is { } truth)
        {
            // There and back.
            var again = LongRunPlan.Again(_runs, truth.Load);
            foreach (var load in _passes++ % 2 == 0 ? again : again.Reverse())
            {
                await MeasureAsync(server, load, cancellationToken);
            }
        }

        while (LongRunPlan.Beyond(_runs, arguments.Variable) is { } load)
        {
            await MeasureAsync(server, load, cancellationToken);
        }
    }

    private async Task MeasureAsync(IRunningServer server, double load, CancellationToken cancellationToken)
    {
        var document = await sweep.MeasureAsync(server, arguments.Variable, load, arguments.LongRunTime, cancellationToken);
        _runs.Add(LongRun.Of(load, document, level, arguments.Variable));
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  long run at {arguments.Variable.Name}={load:G4}: {_runs[^1].Text}")
        );
    }
}
