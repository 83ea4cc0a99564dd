using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Goes through the levels of one case's scan: the ends first, which decide what lies between. Where the results come from is the
/// caller's affair.</summary>
internal sealed class ScanWalk
{
    private readonly LoadScan _scan;
    private readonly int _runs;
    private readonly Func<LoadScanLevel, int, Task<ResultDocument?>> _obtain;
    private readonly Func<bool> _mustStop;
    private readonly List<ScannedLevel> _scanned = [];
    private bool _isComplete = true;

    /// <param name="scan">Chooses the levels.</param>
    /// <param name="runs">The runs of each level.</param>
    /// <param name="obtain">Returns the result of a run of a level; null where there is none.</param>
    /// <param name="mustStop">Returns, after a run without a result, whether to end here.</param>
    public ScanWalk(LoadScan scan, int runs, Func<LoadScanLevel, int, Task<ResultDocument?>> obtain, Func<bool> mustStop)
    {
        _scan = scan;
        _runs = runs;
        _obtain = obtain;
        _mustStop = mustStop;
    }

    public async Task<CaseScan> RunAsync(PlannedCase planned)
    {
        string? problem = null;
        await RunLevelsAsync(ScanPlan.Ends(_scan)).ConfigureAwait(false);
        if (_isComplete)
        {
            _isComplete = TryChoose(out var between, out problem);
            await RunLevelsAsync(between).ConfigureAwait(false);
        }

        return new CaseScan(planned, [.. _scanned.OrderBy(PlaceOf)], _isComplete) { Problem = problem };
    }

    /// <summary>Levels between are chosen when both ends have all their runs: chosen by fewer, a resume would choose others.</summary>
    private bool TryChoose(out IReadOnlyList<LoadScanLevel> between, out string? problem)
    {
        try
        {
            (between, problem) = (_scan.Between(_scanned[0].Runs, _scanned[^1].Runs), null);
            return true;
        }
        catch (InvalidInputException exception)
        {
            (between, problem) = ([], exception.Message);
            return false;
        }
    }

    private async Task RunLevelsAsync(IReadOnlyList<LoadScanLevel> levels)
    {
        foreach (var level in levels)
        {
            var documents = new List<ResultDocument>();
            for (var run = 0; run < _runs; run++)
            {
                if (await _obtain(level, run).ConfigureAwait(false) is { } document)
                {
                    documents.Add(document);
                    continue;
                }

                _isComplete = false;
                if (_mustStop())
                {
                    break;
                }
            }

            if (documents.Count > 0)
            {
                _scanned.Add(new ScannedLevel(level, documents));
            }

            if (!_isComplete && _mustStop())
            {
                return;
            }
        }
    }

    private double PlaceOf(ScannedLevel scanned) =>
        scanned.Level == _scan.Serial ? double.NegativeInfinity
        : scanned.Level == _scan.Batch ? double.PositiveInfinity
        : scanned.Level.Load;
}
