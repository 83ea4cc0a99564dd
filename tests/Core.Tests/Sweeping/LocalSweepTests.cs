using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

public sealed class LocalSweepTests
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    private static readonly SweepDefinition Definition = new()
    {
        ServeCommand = CommandLine.Parse("vllm serve m"),
        ServeParameters = [new() { { "s", 1 } }, new() { { "s", 2 } }],
        RunsPerCase = 2,
    };

    private readonly FakeServerLauncher _launcher = new();
    private readonly ScriptedBenchmarkRunner _runner = new();
    private readonly FakeProcessLauncher _processes = new();
    private readonly EventCollector<SweepEvent> _events = new();

    [Test]
    public async Task RunAsync_WholePlan_RunsItAndReadsItsRuns()
    {
        await using var sweep = new LocalSweep(Definition, Options() with { Store = new InMemoryResultStore() });
        Assert.That(sweep.HasBegun, Is.False);

        var report = await sweep.RunAsync(_events.Report);

        Assert.That(report.IsComplete);
        Assert.That(sweep.HasBegun);
        Assert.That(_launcher.Running, Is.Zero);
        Assert.That(_events.Names[0], Is.EqualTo(nameof(SweepStarted)));
        Assert.That(
            (await sweep.ReadRunsAsync()).Select(run => $"{run.Case.ServeParameters} {run.RunNumber}"),
            Is.EqualTo(new[] { "s=1 0", "s=1 1", "s=2 0", "s=2 1" })
        );
    }

    [Test]
    public async Task RunAsync_SameNameAgain_DoesOnlyWhatIsNotFinished()
    {
        using var folder = new ScratchFolder();
        var options = Options() with { OutputFolder = folder.Path, ExperimentName = "e" };
        _runner.Script = (request, _) => Task.FromResult(request.RunNumber == 1 ? Runs.Fail("no memory") : Runs.Succeed(1));
        await using (var first = new LocalSweep(Definition, options))
        {
            Assert.That((await first.RunAsync()).Failures, Has.Count.EqualTo(1));
            Assert.That(first.Location, Is.EqualTo(Path.Combine(folder.Path, "e")));
        }

        _runner.Script = (_, _) => Task.FromResult(Runs.Succeed(1));
        await using (var second = new LocalSweep(Definition, options))
        {
            var report = await second.RunAsync();
            Assert.That((report.IsComplete, report.EarlierRuns, report.ExecutedRuns), Is.EqualTo((true, 1, 3)));
        }

        await using var third = new LocalSweep(Definition, options with { Mode = ExperimentMode.New });
        Assert.That(
            () => third.RunAsync(),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("exists; resume the experiment e")
        );
    }

    [Test]
    public async Task RunAsync_WithoutAName_IsANewExperimentEachTime()
    {
        using var folder = new ScratchFolder();
        var options = Options() with { OutputFolder = folder.Path };
        await using var first = new LocalSweep(Definition, options);
        await using var second = new LocalSweep(Definition, options);

        await first.RunAsync();
        await second.RunAsync();

        Assert.That(second.Location, Is.Not.EqualTo(first.Location));
        Assert.That(Directory.GetDirectories(folder.Path), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_ASecondTime_IsRefused()
    {
        await using var sweep = new LocalSweep(Definition, Options() with { Store = new InMemoryResultStore() });
        await sweep.RunAsync();

        Assert.That(
            () => sweep.RunAsync(),
            Throws.InvalidOperationException.With.Message.Contains("make another one with the same experiment name")
        );
    }

    [Test]
    public async Task RunAsync_WhileItRuns_IsRefused()
    {
        var isStarted = new TaskCompletionSource();
        _runner.Script = WaitForCancellation(isStarted);
        await using var sweep = new LocalSweep(Definition, Options() with { Store = new InMemoryResultStore() });
        var run = sweep.RunAsync();
        await isStarted.Task.WaitAsync(HangLimit);

        Assert.That(() => sweep.RunAsync(), Throws.InvalidOperationException);
        await sweep.KillAllAsync();
        Assert.That(() => run.WaitAsync(HangLimit), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task RunAsync_AfterProblems_CanBeTriedAgain()
    {
        _launcher.Problems = ["The port is taken."];
        await using var sweep = new LocalSweep(Definition, Options() with { Store = new InMemoryResultStore() });
        Assert.That(() => sweep.RunAsync(), Throws.TypeOf<InvalidInputException>());
        Assert.That((await sweep.CheckAsync()).Problems, Is.EqualTo(new[] { "The port is taken." }));

        _launcher.Problems = [];

        Assert.That((await sweep.RunAsync()).IsComplete);
    }

    [Test]
    public async Task RunAsync_Cancelled_CarriesTheCallersTokenAndEndsWhatAPartForgot()
    {
        using var source = new CancellationTokenSource();
        var options = Options() with
        {
            Store = new InMemoryResultStore(),
            Runner = processes => StartsAndForgets(processes, () => source.Cancel()),
        };
        await using var sweep = new LocalSweep(Definition, options);

        var exception = await Assert.CatchAsync<OperationCanceledException>(() =>
            sweep.RunAsync(cancellationToken: source.Token).WaitAsync(HangLimit)
        );

        Assert.That(exception!.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(_processes.Children.Single().IsEnded);
    }

    [Test]
    public async Task RunAsync_PartForgetsAProcess_EndsIt()
    {
        await using var sweep = new LocalSweep(
            Definition,
            Options() with
            {
                Store = new InMemoryResultStore(),
                Runner = processes => StartsAndForgets(processes, () => { }),
            }
        );

        Assert.That((await sweep.RunAsync()).IsComplete);

        Assert.That(_processes.Children, Has.Count.EqualTo(4).And.All.Property(nameof(FakeChild.IsEnded)).True);
    }

    [Test]
    public async Task KillAllAsync_WhileItRuns_EndsEveryProcessAndTheSweep()
    {
        var isStarted = new TaskCompletionSource();
        IProcessLauncher? used = null;
        await using var sweep = new LocalSweep(
            Definition,
            Options() with
            {
                Store = new InMemoryResultStore(),
                Runner = processes =>
                {
                    used = processes;
                    return new DelegateBenchmarkRunner(
                        async (_, token) =>
                        {
                            var child = processes.Start(new ProcessSpec(CommandLine.Parse("bench")));
                            isStarted.SetResult();
                            await child.Exited;
                            token.ThrowIfCancellationRequested();
                            return Runs.Succeed(1);
                        }
                    );
                },
            }
        );
        var run = sweep.RunAsync();
        await isStarted.Task.WaitAsync(HangLimit);

        await sweep.KillAllAsync();

        Assert.That(() => run.WaitAsync(HangLimit), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_processes.Children.Single().IsEnded);
        Assert.That(_launcher.Running, Is.Zero);
        Assert.That(
            () => used!.Start(new ProcessSpec(CommandLine.Parse("bench"))),
            Throws.TypeOf<ProcessStartException>(),
            "nothing starts after the end of all"
        );
    }

    [Test]
    public async Task DisposeAsync_WhileItRuns_EndsTheSweepFirst()
    {
        var isStarted = new TaskCompletionSource();
        _runner.Script = WaitForCancellation(isStarted);
        var sweep = new LocalSweep(Definition, Options() with { Store = new InMemoryResultStore() });
        var run = sweep.RunAsync();
        await isStarted.Task.WaitAsync(HangLimit);

        await sweep.DisposeAsync().AsTask().WaitAsync(HangLimit);

        Assert.That(run.IsCompleted);
        Assert.That(() => run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_launcher.Running, Is.Zero);
        Assert.That(() => sweep.RunAsync(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task OutputReceived_GetsTheLinesOfEveryProcess()
    {
        var lines = new List<string>();
        await using var sweep = new LocalSweep(
            Definition,
            Options() with
            {
                Store = new InMemoryResultStore(),
                OutputReceived = lines.Add,
                Runner = processes => StartsAndForgets(processes, () => _processes.Children[^1].Spec.OutputReceived!("a line")),
            }
        );

        await sweep.RunAsync();

        Assert.That(lines, Has.Count.EqualTo(4).And.All.EqualTo("a line"));
    }

    [Test]
    public void Constructor_OptionsOutOfRange_RefusesAllOfThem()
    {
        var options = Options() with
        {
            LeftoverGrace = TimeSpan.FromSeconds(-1),
            Servers = new ProcessServerOptions { StopGrace = TimeSpan.FromSeconds(-1) },
        };

        var exception = Assert.Throws<InvalidInputException>(() => _ = new LocalSweep(Definition, options));

        Assert.That(exception.Problems, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ForeseeRuns_Commands_AreThoseThatAreExecuted()
    {
        await using var sweep = new LocalSweep(
            Definition with
            {
                BenchCommand = CommandLine.Parse("vllm bench serve"),
            },
            Options() with
            {
                Store = new InMemoryResultStore(),
                Runner = processes => new CommandBenchmarkRunner(processes),
            }
        );
        var report = await sweep.CheckAsync();

        var runs = report.ForeseeRuns(sweep.Plan.Servers[0].Cases[0]).ToArray();

        Assert.That(
            runs.Select(run => run.Command?.ToString()),
            Has.Exactly(2).Items.And.All.StartsWith("vllm bench serve --percentile-metrics ").And.All.Contains("--save-result")
        );
        Assert.That(_processes.Children, Is.Empty);
    }

    [Test]
    public async Task CheckAsync_ProcessesOfTheHost_AreAskedWhatTheyCanStart()
    {
        await using var sweep = new LocalSweep(
            Definition with
            {
                BenchCommand = CommandLine.Parse("no-such-benchmark"),
            },
            Options() with
            {
                Store = new InMemoryResultStore(),
                Runner = processes => new CommandBenchmarkRunner(processes),
            }
        );

        Assert.That((await sweep.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public void Constructor_BadDefinition_ThrowsWithEveryProblem() =>
        Assert.That(
            () => new LocalSweep(Definition with { RunsPerCase = 0, WarmupPrompts = -1 }),
            Throws.TypeOf<InvalidInputException>().With.Property("Problems").Count.EqualTo(2)
        );

    private static Func<BenchmarkRequest, CancellationToken, Task<BenchmarkResult>> WaitForCancellation(TaskCompletionSource isStarted) =>
        async (_, token) =>
        {
            isStarted.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return Runs.Succeed(1);
        };

    private static DelegateBenchmarkRunner StartsAndForgets(IProcessLauncher processes, Action started) =>
        new(
            (_, token) =>
            {
                processes.Start(new ProcessSpec(CommandLine.Parse("bench")));
                started();
                token.ThrowIfCancellationRequested();
                return Task.FromResult(Runs.Succeed(1));
            }
        );

    private LocalSweepOptions Options() =>
        new()
        {
            Launcher = _ => _launcher,
            Runner = _ => _runner,
            CacheResetter = _ => new NoCacheReset(),
            Processes = _processes,
        };
}
