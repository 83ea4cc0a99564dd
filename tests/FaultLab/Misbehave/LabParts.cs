using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Processes;

namespace ServeMulti.FaultLab.Misbehave;

/// <summary>The parts of the sweep: real ones, which wait only shortly for what is known to keep people waiting, and mark every
/// child.</summary>
internal sealed class LabParts : IServerLauncher, IBenchmarkRunner, ICacheResetter, IProcessLauncher
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Hasty = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(200);

    private readonly ProcessLauncher _processes = new();
    private readonly HashSet<string> _keepWaiting;
    private readonly HashSet<string> _keepRunsWaiting;
    private readonly ProcessServerLauncher _launcher;
    private readonly ProcessServerLauncher _hastyLauncher;
    private readonly CommandBenchmarkRunner _runner;
    private readonly HttpCacheResetter _resetter;
    private readonly HttpCacheResetter _hastyResetter;

    public LabParts(IEnumerable<Misbehaviour> misbehaviours)
    {
        Misbehaviour[] waits = [.. misbehaviours.Where(item => item.KeepsWaiting)];
        _keepWaiting = [.. waits.Select(item => item.Name)];
        _keepRunsWaiting = [.. waits.Where(item => item.Reasons.Count > 0).Select(item => item.Name)];
        var profile = ServerProfiles.Vllm with
        {
            Name = "test",
            DefaultHost = "127.0.0.1",
            Commands = [ServerCommandPattern.ForProgram("TestServer")],
            CacheResets = [new CacheResetCall("/reset_prefix_cache")],
        };
        _launcher = Launcher(profile, Patient);
        _hastyLauncher = Launcher(profile, Hasty);
        _runner = new CommandBenchmarkRunner(this) { StopGrace = StopGrace };
        _resetter = new HttpCacheResetter([profile], Patient);
        _hastyResetter = new HttpCacheResetter([profile], Hasty);
    }

    /// <summary>Gets the variable that every child has in its environment.</summary>
    public string Mark { get; } = $"SERVE_MULTI_LAB_{Guid.NewGuid():N}";

    public IReadOnlyList<string> FindProblems(ServerSpec spec) => _launcher.FindProblems(spec);

    public Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default) =>
        KeepsWaiting(spec.Parameters.Name)
            ? _hastyLauncher.LaunchAsync(spec with { ReadyTimeout = HangsBeforeReady(spec) ? Hasty : Patient }, cancellationToken)
            : _launcher.LaunchAsync(spec with { ReadyTimeout = Patient }, cancellationToken);

    public IReadOnlyList<string> FindProblems(BenchmarkRequest request) => _runner.FindProblems(request);

    public Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default) =>
        _runner.RunAsync(
            request with
            {
                Timeout = KeepsRunsWaiting(request.Parameters.Name) || KeepsRunsWaiting(request.ServeParameters.Name) ? Hasty : Patient,
            },
            cancellationToken
        );

    public string? FindProblem(ServerSpec spec) => _resetter.FindProblem(spec);

    public Task ResetAsync(IRunningServer server, CancellationToken cancellationToken = default) =>
        (KeepsWaiting(server.Spec.Parameters.Name) ? _hastyResetter : _resetter).ResetAsync(server, cancellationToken);

    public string? FindProblem(ProcessSpec spec) => _processes.FindProblem(spec);

    public IChildProcess Start(ProcessSpec spec) =>
        _processes.Start(spec with { Environment = new Dictionary<string, string?>(spec.Environment) { [Mark] = "1" } });

    private static bool HangsBeforeReady(ServerSpec spec) =>
        spec.Parameters.TryFind("not_ready", out _) || spec.Parameters.TryFind("listen_elsewhere", out _);

    private bool KeepsRunsWaiting(string? name) => name is not null && _keepRunsWaiting.Contains(name);

    private bool KeepsWaiting(string? name) => name is not null && _keepWaiting.Contains(name);

    private ProcessServerLauncher Launcher(ServerProfile profile, TimeSpan healthTimeout)
    {
        var options = new ProcessServerOptions
        {
            Profiles = [profile],
            PollInterval = TimeSpan.FromMilliseconds(10),
            StopGrace = StopGrace,
            HealthTimeout = healthTimeout,
        };
        return new ProcessServerLauncher(this, options, new HttpReadinessProbe(healthTimeout));
    }
}
