using Moq;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Testing.Mocks;

/// <summary>The parts that start processes, on mocks of processes and readiness: no executable is needed.</summary>
public sealed class LooseProcessTests
{
    private static readonly ServerSpec Spec = new()
    {
        Command = CommandLine.Parse("no-such-server serve"),
        Endpoint = new Uri("http://server.invalid:8000"),
    };
    private static readonly BenchmarkRequest Benchmark = new() { Command = CommandLine.Parse("no-such-benchmark --num-prompts 8") };

    private readonly Mock<IProcessLauncher> _processes = new();
    private readonly Mock<IChildProcess> _child = new();
    private readonly Mock<IReadinessProbe> _probe = new();
    private readonly VirtualClock _clock = new();

    public LooseProcessTests() => _processes.Setup(it => it.Start(It.IsAny<ProcessSpec>())).Returns(_child.Object);

    [Test]
    public void FindProblems_AFakedLauncher_NeedsNoExecutable()
    {
        Assert.That(Launcher().FindProblems(Spec), Is.Empty);
        Assert.That(Launcher().FindMachineProblems(Spec), Is.Empty);
        Assert.That(new CommandBenchmarkRunner(_processes.Object).FindProblems(Benchmark), Is.Empty);
        Assert.That(new CommandCacheResetter(Spec.Command!, _processes.Object).FindProblem(Spec), Is.Null);
    }

    [Test]
    public void FindProblems_ALauncherThatCannotStart_SaysWhy()
    {
        _processes
            .Setup(it => it.FindProblem(It.IsAny<ProcessSpec>()))
            .Returns((ProcessSpec spec) => $"no '{spec.Command.Executable}' here");

        Assert.That(Launcher().FindProblems(Spec), Is.EqualTo(new[] { "no 'no-such-server' here" }));
        Assert.That(
            new CommandBenchmarkRunner(_processes.Object).FindProblems(Benchmark),
            Is.EqualTo(new[] { "no 'no-such-benchmark' here" })
        );
        Assert.That(new CommandCacheResetter(Spec.Command!, _processes.Object).FindProblem(Spec), Does.EndWith("no 'no-such-server' here"));
    }

    [Test]
    public async Task LaunchAsync_StartAndProbeSetUp_ReturnsAServerThatRuns()
    {
        SetUpProbe(isReady: true);

        await using var server = await Launcher().LaunchAsync(Spec);

        Assert.That(server.Exited.IsCompleted, Is.False, "a child that says nothing of its end runs");
        Assert.That(server.RecentOutput, Is.Empty);
        Assert.That(await server.FindProblemAsync(), Is.Null);
    }

    [Test]
    public void LaunchAsync_AServerThatIsNeverReady_TimesOutAndIsStopped()
    {
        var launch = Launcher().LaunchAsync(Spec with { ReadyTimeout = TimeSpan.FromSeconds(30) });

        Assert.That(() => launch, Throws.TypeOf<ServerStartException>().With.Message.Contains("not ready within 30 s"));
        _child.Verify(it => it.StopAsync(It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Test]
    public void LaunchAsync_AProbeThatReturnsNoTask_IsNamed()
    {
        _probe
            .Setup(it => it.ProbeAsync(It.IsAny<ReadinessRequest>(), It.IsAny<CancellationToken>()))
            .Returns((Task<ReadinessAnswer>)null!);

        Assert.That(
            () => Launcher().LaunchAsync(Spec),
            Throws.InvalidOperationException.With.Message.EqualTo("The readiness probe returned null from ProbeAsync.")
        );
    }

    [Test]
    public void LaunchAsync_ALauncherThatReturnsNull_IsNamed() =>
        Assert.That(
            () =>
                new ProcessServerLauncher(Mock.Of<IProcessLauncher>(), readinessProbe: _probe.Object, timeProvider: _clock).LaunchAsync(
                    Spec
                ),
            Throws.InvalidOperationException.With.Message.EqualTo("The process launcher returned null from Start.")
        );

    [Test]
    public void RunAsync_ALauncherThatReturnsNull_IsNamed() =>
        Assert.That(
            () => new CommandBenchmarkRunner(Mock.Of<IProcessLauncher>()).RunAsync(Benchmark),
            Throws.InvalidOperationException.With.Message.EqualTo("The process launcher returned null from Start.")
        );

    [Test]
    public void RunAsync_AChildThatSaysNothingOfItsExit_IsNamed() =>
        Assert.That(
            () => new CommandBenchmarkRunner(_processes.Object).RunAsync(Benchmark),
            Throws.InvalidOperationException.With.Message.EqualTo("The child process returned null from Exited.")
        );

    [Test]
    public async Task RunAsync_AChildThatExits_IsAllThatIsNeeded()
    {
        _child.Setup(it => it.Exited).ReturnsAsync(new ProcessExit(3, []));

        var result = await new CommandBenchmarkRunner(_processes.Object).RunAsync(Benchmark);

        Assert.That((result.Failure!.Reason, result.Failure.ExitCode), Is.EqualTo((BenchmarkFailureReason.NonZeroExit, (int?)3)));
    }

    [Test]
    public async Task ResetAsync_AChildThatExits_IsAllThatIsNeeded()
    {
        var resetter = new CommandCacheResetter(Spec.Command!, _processes.Object);
        Assert.That(
            () => resetter.ResetAsync(Mock.Of<IRunningServer>()),
            Throws.InvalidOperationException.With.Message.EqualTo("The child process returned null from Exited.")
        );

        _child.Setup(it => it.Exited).ReturnsAsync(new ProcessExit(0, []));
        await resetter.ResetAsync(Mock.Of<IRunningServer>());
    }

    [Test]
    public void ResetAsync_AServerWithoutASpec_IsNamed() =>
        Assert.That(
            () => new HttpCacheResetter().ResetAsync(Mock.Of<IRunningServer>()),
            Throws.InvalidOperationException.With.Message.EqualTo("The running server returned null from Spec.")
        );

    private ProcessServerLauncher Launcher() => new(_processes.Object, readinessProbe: _probe.Object, timeProvider: _clock);

    private void SetUpProbe(bool isReady) =>
        _probe
            .Setup(it => it.ProbeAsync(It.IsAny<ReadinessRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new ReadinessAnswer(isReady, "answer"));
}
