using Microsoft.Extensions.Logging;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>An A/B: runs two servers in turn (A B B A ...) until the runs tell which is better, that there is no relevant difference, or the
/// budget is spent.</summary>
/// <remarks>
/// <para>Each side is an experiment of its own, in the folders <c>a</c> and <c>b</c> of the A/B: they can be reported, compared and resumed like any
/// other. Only one of the two servers runs at a time. It is started for each turn, which is two runs of each of its cases, but for the first.</para>
/// <para>After each turn <see cref="ExperimentComparison.OfAlternating"/> looks at all runs. One at a time; an A/B runs once.</para>
/// </remarks>
/// <example>
/// <code>
/// await using var test = new AlternatingSweep(before, after, new AlternatingSweepOptions { ExperimentName = "fp8" });
/// AlternatingSweepResult result = await test.RunAsync(cancellationToken: stop);
/// Console.WriteLine(result.Comparison?.Describe());
/// </code>
/// </example>
public sealed class AlternatingSweep : IAsyncDisposable
{
    private const string BaselineName = "a";
    private const string CurrentName = "b";

    private readonly SweepPlan[] _plans;
    private readonly AlternatingSweepOptions _options;
    private readonly HttpMessageHandler? _httpHandler;
    private readonly TimeProvider? _timeProvider;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly CancellationTokenSource _kill = new();
    private volatile LocalSweep? _turn;
    private bool _hasRun;

    /// <summary>Initializes a new instance. Nothing is read, written or started yet.</summary>
    /// <param name="baseline">Side A, the build before. How many runs per case it asks for does not count.</param>
    /// <param name="current">Side B, the build to judge.</param>
    /// <param name="options">The settings; optional.</param>
    /// <param name="httpHandler">Carries the requests for readiness and cache resets, and is disposed by the caller; optional.</param>
    /// <param name="timeProvider">The clock; optional, default the system's.</param>
    /// <param name="loggerFactory">Makes the loggers; optional.</param>
    /// <exception cref="InvalidInputException">A definition cannot be planned, searches or scans; or an option is out of range.</exception>
    public AlternatingSweep(
        SweepDefinition baseline,
        SweepDefinition current,
        AlternatingSweepOptions? options = null,
        HttpMessageHandler? httpHandler = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null
    )
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        _options = options ?? new();
        SettingCheck.ThrowIfAny(_options.FindProblems(baseline, current));
        _options.Comparison.Check();
        _plans = [SweepPlanner.Plan(baseline), SweepPlanner.Plan(current)];
        (_httpHandler, _timeProvider, _loggerFactory) = (httpHandler, timeProvider, loggerFactory);
        Name = _options.ExperimentName ?? ExperimentName.FromTime(timeProvider ?? TimeProvider.System);
        Location = Path.GetFullPath(Path.Combine(_options.Sweep.OutputFolder, Name));
    }

    /// <summary>Gets the name of the A/B: that of its folder.</summary>
    public string Name { get; }

    /// <summary>Gets the folder of the A/B, as a full path; the experiments of both sides are in it.</summary>
    public string Location { get; }

    /// <summary>Runs both sides in turn.</summary>
    /// <param name="progress">Receives the events of the turns as they happen; optional.</param>
    /// <param name="looked">Receives the comparison after each turn that is enough for one; optional.</param>
    /// <param name="cancellationToken">Ends the A/B: the benchmark and the server are ended, everything finished is kept.</param>
    /// <returns>What the runs say. Where a run failed, the A/B ends with it.</returns>
    /// <exception cref="InvalidInputException">The folder, the machine or an experiment has problems; no server was started.</exception>
    /// <exception cref="ServeMultiException">Something broke that no run can go on from.</exception>
    /// <exception cref="OperationCanceledException">The A/B was cancelled.</exception>
    /// <exception cref="InvalidOperationException">It has run already.</exception>
    public async Task<AlternatingSweepResult> RunAsync(
        IProgress<SweepEvent>? progress = null,
        Action<ExperimentComparison>? looked = null,
        CancellationToken cancellationToken = default
    )
    {
        if (_hasRun)
        {
            throw new InvalidOperationException("An AlternatingSweep runs once: to resume it, make another one with the same name.");
        }

        RequireFolder();
        _hasRun = true;
        var runs = new IReadOnlyList<RunRecord>[] { [], [] };
        ExperimentComparison? comparison = null;
        var places = 0;
        while (places < 2 * _options.MostRuns)
        {
            var isB = AlternatingOrder.IsB(places);
            // The last run of a turn is followed by one of the other side.
            do
            {
                places++;
            } while (places < 2 * _options.MostRuns && AlternatingOrder.IsB(places) == isB);

            var (report, records) = await TakeTurnAsync(isB, AlternatingOrder.RunsOf(isB, places), progress, cancellationToken)
                .ConfigureAwait(false);
            runs[isB ? 1 : 0] = records;
            if (!report.IsComplete)
            {
                return new(Location, comparison, places) { Failures = report.Failures, IsComplete = false };
            }

            if (places >= AlternatingChanges.FirstLook)
            {
                comparison = ExperimentComparison.OfAlternating(runs[0], runs[1], _options.Comparison);
                looked?.Invoke(comparison);
                if (comparison.Verdict != ChangeVerdict.Inconclusive)
                {
                    break;
                }
            }
        }

        return new(Location, comparison, places);
    }

    /// <summary>Ends every process of the A/B at once, without waiting for any of them to agree. It cannot be run again.</summary>
    public async Task KillAllAsync()
    {
        await _kill.CancelAsync().ConfigureAwait(false);
        if (_turn is { } turn)
        {
            await turn.KillAllAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends whatever still runs.</summary>
    public async ValueTask DisposeAsync() => await KillAllAsync().ConfigureAwait(false);

    private void RequireFolder()
    {
        var exists = Directory.Exists(Location);
        if (_options.Mode == ExperimentMode.New && exists)
        {
            throw new InvalidInputException($"{Location} exists: use another name, or resume it.");
        }

        if (_options.Mode == ExperimentMode.Resume && !exists)
        {
            throw new InvalidInputException($"{Location} does not exist, so there is nothing to resume.");
        }
    }

    private async Task<(SweepReport Report, IReadOnlyList<RunRecord> Runs)> TakeTurnAsync(
        bool isB,
        int runs,
        IProgress<SweepEvent>? progress,
        CancellationToken cancellationToken
    )
    {
        var plan = _plans[isB ? 1 : 0];
        var turn = new LocalSweep(
            SweepPlanner.Plan(plan.Definition with { RunsPerCase = runs }) with
            {
                AlternatingSide = isB ? AlternatingPair.SideB : AlternatingPair.SideA,
            },
            _options.Sweep with
            {
                OutputFolder = Location,
                ExperimentName = isB ? CurrentName : BaselineName,
                Mode = ExperimentMode.NewOrResume,
            },
            _httpHandler,
            _timeProvider,
            _loggerFactory
        );
        await using (turn.ConfigureAwait(false))
        {
            _turn = turn;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _kill.Token);
            var report = await turn.RunAsync(progress, ending.Token).ConfigureAwait(false);
            var records = await turn.ReadRunsAsync(cancellationToken).ConfigureAwait(false);
            _turn = null;
            return (report, records);
        }
    }
}
