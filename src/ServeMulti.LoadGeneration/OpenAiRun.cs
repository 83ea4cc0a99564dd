using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.LoadGeneration.Transport;
using ServeMulti.Statistics;

namespace ServeMulti.LoadGeneration;

/// <summary>One run: finds the model, warms up, sends the requests of a schedule, and adds up what comes back.</summary>
internal sealed class OpenAiRun
{
    private readonly OpenAiBenchmarkOptions _settings;
    private readonly OpenAiClients _clients;
    private readonly Func<PromptForm, IPromptSource> _createPrompts;
    private readonly TimeProvider _time;
    private readonly IProgress<LoadProgress>? _progress;
    private readonly ILogger _logger;
    private readonly int _seed;
    private readonly string? _scratchFolder;
    private readonly object _gate = new();
    private readonly List<RequestRecord> _firstFailures = [];
    private readonly RequestedTokens _requested = new();
    private MetricsAccumulator? _metrics;
    private RequestDetails? _details;
    private PromptForm _form;

    public OpenAiRun(
        OpenAiBenchmarkOptions settings,
        OpenAiClients clients,
        Func<PromptForm, IPromptSource> createPrompts,
        int seed,
        string? scratchFolder,
        TimeProvider time,
        IProgress<LoadProgress>? progress,
        ILogger logger
    )
    {
        _logger = logger;
        _settings = settings;
        _clients = clients;
        _createPrompts = createPrompts;
        _time = time;
        _progress = progress;
        _seed = seed;
        _scratchFolder = scratchFolder;
    }

    /// <summary>Gets the first requests that failed.</summary>
    public IReadOnlyList<RequestRecord> FirstFailures => _firstFailures;

    /// <exception cref="OperationCanceledException">The run was cancelled; nothing of it is in flight any more.</exception>
    public async Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        var target = OpenAiTarget.Of(_settings);
        var firstPrompts = _createPrompts(PromptFormProbe.FirstOf(_settings));
        try
        {
            var model =
                _settings.Model ?? await new ModelList(_clients.Pooled, target).FindFirstAsync(cancellationToken).ConfigureAwait(false);
            var sender = await _clients
                .CreateSenderAsync(target, new(_settings, model), _settings.Transport, _time, cancellationToken)
                .ConfigureAwait(false);
            await using var _ = sender.ConfigureAwait(false);
            await Rehearsal.RunAsync(_settings, _time, cancellationToken).ConfigureAwait(false);
            var warmUp = new WarmUp(_settings, sender, _time);
            await warmUp.WaitUntilAnsweredAsync(firstPrompts, cancellationToken).ConfigureAwait(false);
            _form = await new PromptFormProbe(_settings, sender, _time, _logger).ChooseAsync(cancellationToken).ConfigureAwait(false);
            var prompts = _createPrompts(_form);
            await warmUp.RunAsync(prompts, cancellationToken).ConfigureAwait(false);
            return _settings.ProfilesServer
                ? await MeasureProfiledAsync(new(_clients.Pooled, target, _time), sender, prompts, model, cancellationToken)
                    .ConfigureAwait(false)
                : await MeasureAsync(sender, prompts, model, cancellationToken).ConfigureAwait(false);
        }
        catch (ServerNotAnsweringException exception)
        {
            return BenchmarkResult.Failed(new(BenchmarkFailureReason.NotStarted, exception.Message));
        }
        catch (RequestDetailsException exception)
        {
            return BenchmarkResult.Failed(new(BenchmarkFailureReason.NotStored, exception.Message));
        }
        catch (SocketException exception)
        {
            // What requests meet is in their records: this is of the load generator itself, such as a system without a free port.
            return BenchmarkResult.Failed(
                new(
                    BenchmarkFailureReason.NotStarted,
                    $"The load generator cannot start. {RequestFailures.TryClassify(exception)!.Message}"
                )
            );
        }
    }

    private async Task<BenchmarkResult> MeasureProfiledAsync(
        ServerProfiler profiler,
        IRequestSender sender,
        IPromptSource prompts,
        string model,
        CancellationToken cancellationToken
    )
    {
        await profiler.StartAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await MeasureAsync(sender, prompts, model, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also where the run was cancelled: a profiler that stays on slows the server down.
            if (await profiler.StopAsync(CancellationToken.None).ConfigureAwait(false) is { } problem)
            {
                Log.ProfilerNotStopped(_logger, problem);
            }
        }
    }

    private async Task<BenchmarkResult> MeasureAsync(
        IRequestSender sender,
        IPromptSource prompts,
        string model,
        CancellationToken cancellationToken
    )
    {
        var options = new LoadSessionOptions
        {
            Seed = _seed,
            KeepsText = _settings.KeepsDetails,
            OnClosed = Add,
        };
        using var details = _settings.KeepsDetails ? RequestDetails.Create(_scratchFolder) : null;
        _details = details;
        var session = new LoadSession(sender, prompts, options, _time);
        await using (session.ConfigureAwait(false))
        {
            Load(session);
            session.Start();
            var probe = ClientLoadProbe.Start(_time, sender.WhenFreeAsync);
            await using var _ = probe.ConfigureAwait(false);
            var reports = ProgressReports.Start(session, _progress, _time);
            await using (reports.ConfigureAwait(false))
            {
                await session.WhenIdleAsync(cancellationToken).ConfigureAwait(false);
            }

            return ToResult(session, sender, model, await probe.StopAsync().ConfigureAwait(false));
        }
    }

    private void Load(LoadSession session)
    {
        var random = new RandomArrivals(_seed);
        if (_settings.TimeLimit is not { } limit)
        {
            session.Follow(new ScheduledArrivals(DrawSchedule()), _settings.MaxConcurrency);
        }
        else if (double.IsFinite(_settings.RequestRate))
        {
            session.Follow(
                new SteadyArrivals(TimeSpan.Zero, () => random.NextGap(_settings.RequestRate, _settings.Burstiness), limit),
                _settings.MaxConcurrency
            );
        }
        else
        {
            session.SetUsers(_settings.MaxConcurrency!.Value, limit);
        }
    }

    private IEnumerable<TimeSpan> DrawSchedule() =>
        _settings.RampUp is { } ramp
            ? ArrivalSchedule.Enumerate(_settings.NumPrompts, ramp, _settings.Burstiness, _seed)
            : ArrivalSchedule.Enumerate(_settings.NumPrompts, _settings.RequestRate, _settings.Burstiness, _seed);

    private void Add(LoadSession session, RequestRecord request)
    {
        lock (_gate)
        {
            _metrics ??= new(_settings.Goodput, session.FirstIntended);
            _metrics.Add(request);
            _requested.Add(request);
            _details?.Add(request);
            if (request.Failure is not null && _firstFailures.Count < RunLog.MostFailures)
            {
                // Its times and texts may be long, and nobody reads them.
                _firstFailures.Add(request with { InterTokenTimes = [], ChunkTokens = [], GeneratedText = null });
            }
        }
    }

    private BenchmarkResult ToResult(LoadSession session, IRequestSender sender, string model, ClientLoad client)
    {
        var metrics = (_metrics ?? new(_settings.Goodput, TimeSpan.Zero)).ToMetrics(session.LastClosed, session.PeakInFlight);
        if (metrics.Completed == 0)
        {
            return BenchmarkResult.Failed(new(BenchmarkFailureReason.NothingCompleted, DescribeFailures(metrics)));
        }

        return BenchmarkResult.Success(
            ResultWriter.Write(
                new()
                {
                    Settings = _settings,
                    Model = model,
                    Date = _time.GetLocalNow(),
                    Seed = _seed,
                    Metrics = metrics,
                    Requested = _requested,
                    PromptForm = _form,
                    Client = client,
                    Transport = sender.TransportName,
                    Details = _details,
                    ScratchFolder = _scratchFolder,
                }
            )
        );
    }

    private string DescribeFailures(BenchmarkMetrics metrics)
    {
        if (metrics.Failed == 0)
        {
            return "No request was sent within the time limit: allow more time, or raise the rate.";
        }

        var reasons = string.Join(", ", metrics.Failures.Select(reason => $"{reason.Value} {reason.Key}"));
        var (first, target) = (_firstFailures[0].Failure!, OpenAiTarget.Of(_settings));
        return $"All {metrics.Failed} requests to {target.RequestUri} failed ({reasons}); the first: {FailureAdvice.AddTo(first.Message, first, target, _settings)}";
    }
}
