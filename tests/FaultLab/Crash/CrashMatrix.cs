using System.Collections.Concurrent;

namespace ServeMulti.FaultLab.Crash;

/// <summary>Tries many points, on several lanes side by side.</summary>
internal sealed class CrashMatrix : IDisposable
{
    private const int MostAttempts = 5;

    private readonly CrashScripts _scripts = new();
    private readonly List<CrashLane> _lanes = [];
    private readonly ConcurrentDictionary<string, CrashReference> _references = [];

    private CrashMatrix(int lanes)
    {
        for (var lane = 0; lane < lanes; lane++)
        {
            _lanes.Add(new CrashLane(_scripts));
        }
    }

    /// <summary>Runs the sweeps that nobody disturbs.</summary>
    public static async Task<CrashMatrix> BeginAsync(int lanes, IEnumerable<string> kinds, CancellationToken cancellationToken)
    {
        var matrix = new CrashMatrix(lanes);
        try
        {
            foreach (var kind in kinds)
            {
                matrix._references[kind] = await CrashReference.MakeAsync(matrix._lanes[0], kind, cancellationToken);
            }

            return matrix;
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }

    public CrashReference ReferenceOf(string kind) => _references[kind];

    /// <summary>Tries the points.</summary>
    /// <param name="points">The points.</param>
    /// <param name="tell">Gets the verdict of each as it comes, one at a time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task TryAsync(IEnumerable<CrashPoint> points, Action<CrashVerdict> tell, CancellationToken cancellationToken)
    {
        var left = new ConcurrentQueue<CrashPoint>(points);
        var gate = new Lock();
        await Task.WhenAll(
            _lanes.Select(lane =>
                Task.Run(
                    async () =>
                    {
                        while (left.TryDequeue(out var point))
                        {
                            var verdict = await TryAsync(lane, point, cancellationToken);
                            lock (gate)
                            {
                                tell(verdict);
                            }
                        }
                    },
                    cancellationToken
                )
            )
        );
    }

    public void Dispose()
    {
        _lanes.ForEach(lane => lane.Dispose());
        _scripts.Dispose();
    }

    /// <summary>Tries one point; a moment again where the host was at its end before it, because the machine has become faster.</summary>
    private async Task<CrashVerdict> TryAsync(CrashLane lane, CrashPoint point, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reference = _references[point.Kind];
            var verdict = await CrashCheck.TryAsync(lane, reference, point, cancellationToken);
            if (point.Step > 0 || verdict.Missed is not { } duration || verdict.Problems.Count > 0 || attempt == MostAttempts)
            {
                return verdict;
            }

            _references[point.Kind] = reference with { Duration = duration };
        }
    }
}
