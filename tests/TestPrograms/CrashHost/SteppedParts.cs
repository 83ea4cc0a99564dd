using System.Collections;
using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Processes;
using ServeMulti.Sweeping;

namespace ServeMulti.TestPrograms;

/// <summary>Starts processes; before the ledger knows of one, before it is started and after it is one step each.</summary>
internal sealed class SteppedProcesses(StepCounter steps, IProcessLauncher inner) : IProcessLauncher
{
    public string? FindProblem(ProcessSpec spec) => inner.FindProblem(spec);

    public IChildProcess Start(ProcessSpec spec)
    {
        var name = Path.GetFileName(spec.Command.Executable);
        steps.Take($"start process {name}");
        var child = inner.Start(spec with { Environment = new SteppedEnvironment(steps, name, spec.Environment) });
        steps.Take($"started process {name}");
        return child;
    }

    /// <summary>The launcher goes through it once the start is in the ledger, and before there is a process.</summary>
    private sealed class SteppedEnvironment(StepCounter steps, string name, IReadOnlyDictionary<string, string?> inner)
        : IReadOnlyDictionary<string, string?>
    {
        public IEnumerable<string> Keys => inner.Keys;

        public IEnumerable<string?> Values => inner.Values;

        public int Count => inner.Count;

        public string? this[string key] => inner[key];

        public bool ContainsKey(string key) => inner.ContainsKey(key);

        public bool TryGetValue(string key, out string? value) => inner.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, string?>> GetEnumerator()
        {
            steps.Take($"spawn {name}");
            return inner.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>Starts servers: before and after the start and the stop are steps.</summary>
internal sealed class SteppedLauncher(StepCounter steps, IServerLauncher inner) : IServerLauncher
{
    public IReadOnlyList<string> FindProblems(ServerSpec spec) => inner.FindProblems(spec);

    public async Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default)
    {
        steps.Take("launch server");
        var server = await inner.LaunchAsync(spec, cancellationToken);
        steps.Take("server is ready");
        return new SteppedServer(steps, server);
    }

    private sealed class SteppedServer(StepCounter steps, IRunningServer inner) : IRunningServer
    {
        public ServerSpec Spec => inner.Spec;

        public Uri? Endpoint => inner.Endpoint;

        public Task<ServerExit> Exited => inner.Exited;

        public IReadOnlyList<string> RecentOutput => inner.RecentOutput;

        public async ValueTask DisposeAsync()
        {
            steps.Take("stop server");
            await inner.DisposeAsync();
            steps.Take("server is stopped");
        }
    }
}

/// <summary>Runs benchmarks, which are told what they are: they write it down each time they are executed.</summary>
internal sealed class SteppedRunner(StepCounter steps, IBenchmarkRunner inner) : IBenchmarkRunner
{
    public IReadOnlyList<string> FindProblems(BenchmarkRequest request) => inner.FindProblems(request);

    public async Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default)
    {
        steps.Take("run benchmark");
        var values = request
            .ServeParameters.Concat(request.Parameters.Where(pair => pair.Key != "num_prompts"))
            .Select(pair => $"{pair.Key}={pair.Value}");
        var execution = $"{string.Join(',', values)},run={request.RunNumber}";
        var result = await inner.RunAsync(request with { Command = request.Command!.Append("--execution", execution) }, cancellationToken);
        steps.Take("benchmark has run");
        return result;
    }
}

/// <summary>Resets caches: before and after are steps.</summary>
internal sealed class SteppedResetter(StepCounter steps, ICacheResetter inner) : ICacheResetter
{
    public string? FindProblem(ServerSpec spec) => inner.FindProblem(spec);

    public async Task ResetAsync(IRunningServer server, CancellationToken cancellationToken = default)
    {
        steps.Take("reset caches");
        await inner.ResetAsync(server, cancellationToken);
        steps.Take("caches are reset");
    }
}

/// <summary>Makes a step of each event.</summary>
internal sealed class SteppedProgress(StepCounter steps) : IProgress<SweepEvent>
{
    public void Report(SweepEvent value) => steps.Take($"event {value.GetType().Name}");
}

/// <summary>Makes a step of each log message: they stand at places that no other part is called at.</summary>
internal sealed class SteppedLogger<T>(StepCounter steps) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => steps.Take($"log {eventId.Name}");
}
