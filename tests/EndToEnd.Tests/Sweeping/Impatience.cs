using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;

namespace ServeMulti.Sweeping;

/// <summary>Gives one server, of which it is known that it keeps people waiting, less time than the others have.</summary>
internal sealed class Impatience : IServerLauncher, IBenchmarkRunner, ICacheResetter
{
    private readonly ParameterSet _bad;
    private readonly TimeSpan _untilReady;
    private readonly TimeSpan _onceReady;
    private readonly IServerLauncher _launcher;
    private readonly IBenchmarkRunner _runner;
    private readonly HttpCacheResetter _resetter;
    private readonly HttpCacheResetter _hastyResetter;

    public Impatience(
        ParameterSet bad,
        TimeSpan untilReady,
        TimeSpan onceReady,
        IServerLauncher launcher,
        IBenchmarkRunner runner,
        IReadOnlyList<ServerProfile> profiles
    )
    {
        _bad = bad;
        _untilReady = untilReady;
        _onceReady = onceReady;
        _launcher = launcher;
        _runner = runner;
        _resetter = new HttpCacheResetter(profiles, ServerSweep.HangLimit);
        _hastyResetter = new HttpCacheResetter(profiles, onceReady);
    }

    public IReadOnlyList<string> FindProblems(ServerSpec spec) => _launcher.FindProblems(spec);

    public Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default) =>
        _launcher.LaunchAsync(spec.Parameters.Equals(_bad) ? spec with { ReadyTimeout = _untilReady } : spec, cancellationToken);

    public IReadOnlyList<string> FindProblems(BenchmarkRequest request) => _runner.FindProblems(request);

    public Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default) =>
        _runner.RunAsync(request.ServeParameters.Equals(_bad) ? request with { Timeout = _onceReady } : request, cancellationToken);

    public string? FindProblem(ServerSpec spec) => _resetter.FindProblem(spec);

    public Task ResetAsync(IRunningServer server, CancellationToken cancellationToken = default) =>
        (server.Spec.Parameters.Equals(_bad) ? _hastyResetter : _resetter).ResetAsync(server, cancellationToken);
}
