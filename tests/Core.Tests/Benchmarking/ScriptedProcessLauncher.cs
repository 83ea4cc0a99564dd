using ServeMulti.Processes;

namespace ServeMulti.Benchmarking;

/// <summary>Starts no process: what the process would do is told by a script, and what was asked of it is kept.</summary>
internal sealed class ScriptedProcessLauncher : IProcessLauncher
{
    private readonly Action<ScriptedProcess> _script;

    /// <param name="script">Runs at the start of each process; it may write files and end the process.</param>
    public ScriptedProcessLauncher(Action<ScriptedProcess> script) => _script = script;

    public List<ScriptedProcess> Started { get; } = [];

    /// <summary>Gets why no process can be started; null: each can.</summary>
    public string? Problem { get; init; }

    public string? FindProblem(ProcessSpec spec) => Problem;

    public IChildProcess Start(ProcessSpec spec)
    {
        var process = new ScriptedProcess(spec);
        Started.Add(process);
        _script(process);
        return process;
    }
}

/// <summary>A process of <see cref="ScriptedProcessLauncher"/>.</summary>
internal sealed class ScriptedProcess : IChildProcess
{
    private readonly TaskCompletionSource<ProcessExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedProcess(ProcessSpec spec) => Spec = spec;

    public ProcessSpec Spec { get; }

    public IReadOnlyList<string> RecentOutput { get; set; } = [];

    public TimeSpan? StoppedWithGrace { get; private set; }

    public bool IsDisposed { get; private set; }

    public ProcessIdentity Identity => new(1, 1);

    public Task<ProcessExit> Exited => _exited.Task;

    /// <summary>Gets the path that the process is told to write its result to.</summary>
    public string ResultPath => Path.Combine(Option("result_dir"), Option("result_filename"));

    public string Option(string key) =>
        Spec.Command.TryFindOption(key, out var value) ? value! : throw new InvalidOperationException($"no --{key}");

    /// <summary>Writes a result as the benchmark does.</summary>
    public void WriteResult(string json) => File.WriteAllText(ResultPath, json);

    public void Exit(int code, params string[] output)
    {
        RecentOutput = output;
        _exited.SetResult(new(code, output));
    }

    public Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        StoppedWithGrace = grace;
        _exited.TrySetResult(new(143, RecentOutput));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
