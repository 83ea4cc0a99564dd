using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Transport;

namespace ServeMulti.LoadGeneration;

/// <summary>Executes benchmarks itself: sends requests to an OpenAI-compatible server and measures how they are answered.</summary>
/// <remarks>
/// The parameters of a case go before the settings given here and have the names of <c>vllm bench serve</c>, in any spelling; the result
/// has its schema. Open loop: requests are sent when their schedule says so, however many are in flight. Closed loop:
/// <c>max_concurrency</c> holds requests back. Latencies count from the sending; how late that was is in the result too. One runner can
/// serve several runs, one after the other or at once.
/// </remarks>
/// <example>
/// <code>
/// var runner = new OpenAiBenchmarkRunner(new() { NumPrompts = 200, RequestRate = 10, Prompts = new() { InputLength = 256, OutputLength =
/// 64 } });
/// var result = await runner.RunAsync(new() { Endpoint = new Uri("http://127.0.0.1:8000") });
/// if (result.IsSuccess &amp;&amp; result.Document.TryFindMetric("p99_ttft_ms", out var milliseconds))
/// {
///     Console.WriteLine($"99 of 100 first tokens came within {milliseconds:F0} ms");
/// }
/// </code>
/// </example>
public sealed class OpenAiBenchmarkRunner : IBenchmarkRunner
{
    private readonly OpenAiBenchmarkOptions _options;
    private readonly PromptSources _prompts = new();
    private readonly HttpClient? _httpClient;
    private readonly IProgress<LoadProgress>? _progress;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="options">The settings; null: the defaults.</param>
    /// <param name="httpClient">
    /// What sends the requests; null: connections of each run's own, as many as there are requests in flight. A client of the host's must
    /// not limit its connections, nor the time of a request (its own <see cref="HttpClient.Timeout"/> is 100 s): both would distort what is
    /// measured.
    /// </param>
    /// <param name="progress">Receives once a second how far a run is; null: nothing.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="logger">The log; null: none.</param>
    /// <exception cref="InvalidInputException">A setting is out of its range.</exception>
    public OpenAiBenchmarkRunner(
        OpenAiBenchmarkOptions? options = null,
        HttpClient? httpClient = null,
        IProgress<LoadProgress>? progress = null,
        TimeProvider? timeProvider = null,
        ILogger<OpenAiBenchmarkRunner>? logger = null
    )
    {
        _options = options ?? new();
        _httpClient = httpClient;
        _progress = progress;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<OpenAiBenchmarkRunner>.Instance;
        if (Find(_options) is { Count: > 0 } problems)
        {
            throw new InvalidInputException(problems);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(BenchmarkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<string> problems = [];
        if (request.Command is not null)
        {
            problems.Add(
                $"The built-in load generator runs no command: leave '{request.Command}' out and give its options as parameters of the benchmark."
            );
        }

        var settings = Settle(request, problems);
        if (problems.Count == 0)
        {
            FindPromptProblems(settings, problems);
            problems.AddRange(FindAddressProblem(request, settings) is { } problem ? [problem] : []);

            // What a search needs metrics for is a load that it states run by run: here it is not known yet.
            problems.AddRange(request.RequiredMetrics.Count == 0 && FindConnectionProblem(settings) is { } tooMany ? [tooMany] : []);
        }

        return problems;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">A parameter is not known, or its value is out of its range.</exception>
    public async Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        List<string> problems = [];
        var settings = Settle(request, problems);
        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }

        if ((settings.BaseUrl ?? request.Endpoint) is not { } address)
        {
            return BenchmarkResult.Failed(
                new(BenchmarkFailureReason.NotStarted, "The address of the server is not known: give base_url, or host and port.")
            );
        }

        if (FindAddressProblem(request, settings) is { } otherServer)
        {
            return BenchmarkResult.Failed(new(BenchmarkFailureReason.OtherServer, otherServer));
        }

        if (FindConnectionProblem(settings) is { } problem)
        {
            return BenchmarkResult.Failed(new(BenchmarkFailureReason.NotStarted, problem));
        }

        var started = _timeProvider.GetTimestamp();
        var result = await RunAsync(request, settings with { BaseUrl = address }, cancellationToken).ConfigureAwait(false);
        Tell(request, result, _timeProvider.GetElapsedTime(started));
        return result;
    }

    private static string? FindAddressProblem(BenchmarkRequest request, OpenAiBenchmarkOptions settings) =>
        request.AllowsOtherAddress ? null : AddressCheck.FindProblem(settings.BaseUrl, request.Endpoint);

    private void FindPromptProblems(OpenAiBenchmarkOptions settings, List<string> problems)
    {
        try
        {
            _ = _prompts.Create(settings, settings.Seed, PromptFormProbe.FirstOf(settings));
        }
        catch (InvalidInputException exception)
        {
            problems.AddRange(exception.Problems);
        }
    }

    // A client of the host's may have fewer connections than requests in flight.
    private string? FindConnectionProblem(OpenAiBenchmarkOptions settings) =>
        _httpClient is null ? ConnectionNeed.FindProblem(settings, OpenFileLimit.Read()) : null;

    private IReadOnlyList<string> Find(OpenAiBenchmarkOptions settings) =>
        _httpClient is not null && settings.Transport == ClientTransport.Sockets
            ?
            [
                .. OptionChecks.Find(settings),
                "transport: requests go through the HttpClient that the runner was given, so they cannot use sockets; leave one of the two out.",
            ]
            : OptionChecks.Find(settings);

    private OpenAiBenchmarkOptions Settle(BenchmarkRequest request, List<string> problems)
    {
        var settings = OptionParameters.Overlay(_options, request.Parameters, problems);
        if (problems.Count == 0)
        {
            problems.AddRange(Find(settings));
        }

        return RequiredMetrics.Add(settings, request.RequiredMetrics, problems);
    }

    private async Task<BenchmarkResult> RunAsync(
        BenchmarkRequest request,
        OpenAiBenchmarkOptions settings,
        CancellationToken cancellationToken
    )
    {
        using var clients = _httpClient is null ? CreateClients(settings) : OpenAiClients.Of(_httpClient);
        using var limit = RunTimeLimit.Start(request.Timeout, _timeProvider, cancellationToken);
        var seed = RunSeed.Of(settings, request.RunNumber);
        var run = new OpenAiRun(
            settings,
            clients,
            form => _prompts.Create(settings, seed, form),
            seed,
            request.ScratchFolder,
            _timeProvider,
            _progress,
            _logger
        );
        try
        {
            var secrets = RequestSecrets.Of(settings);
            var result = (await run.RunAsync(limit.Token).ConfigureAwait(false)).Redact(secrets);
            await RunLog.WriteAsync(request.LogPath, result, run.FirstFailures, secrets, cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            return BenchmarkResult.Failed(RunTimeLimit.Failure(request.Timeout));
        }
    }

    private OpenAiClients CreateClients(OpenAiBenchmarkOptions settings)
    {
        var limit = OpenFileLimit.Read();
        if (ConnectionNeed.FindWarning(settings, limit) is { } warning)
        {
            Log.ConnectionsMayRunOut(_logger, warning);
        }

        return OpenAiClients.Create(usesProxy: !settings.BaseUrl!.IsLoopback, settings.AcceptsAnyCertificate, limit);
    }

    private void Tell(BenchmarkRequest request, BenchmarkResult result, TimeSpan elapsed)
    {
        if (result.IsSuccess)
        {
            Benchmarking.Log.BenchmarkFinished(_logger, request.RunNumber, elapsed);
        }
        else
        {
            Benchmarking.Log.BenchmarkFailed(_logger, request.RunNumber, result.Failure.Reason, elapsed, result.Failure.Message);
        }
    }
}
