using Microsoft.Extensions.Time.Testing;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

[TestFixture]
public sealed class TerminalDisplayTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _screen = new();

    [Test]
    public async Task ShowWhileAsync_Events_DrawThePictureAndKeepWhatWentWrong()
    {
        var display = Create();

        var answer = await display.ShowWhileAsync(
            () =>
            {
                display.Report(SampleSweep.Started());
                display.Report(new ServerStarting(SampleSweep.At(0, 0, 0, null), SampleSweep.Server, IsRestart: false));
                display.Report(SampleSweep.Failed("It broke."));
                display.Report(SampleSweep.Finished(3, secondsLeft: 30));
                return Task.FromResult(42);
            },
            NoRuns
        );

        Assert.That(answer, Is.EqualTo(42));
        Assert.That(_screen.ToString(), Does.Contain("server 1 of 2").And.Contain("3/6 runs").And.Contain("FAILED. It broke."));
        Assert.That(_screen.ToString(), Does.Contain("run 2: request_throughput"), "finished runs stay above it");
    }

    [Test]
    public async Task ShowWhileAsync_WorkFails_TakesThePictureDownAndThrows()
    {
        await Assert.ThatAsync(
            () => Create().ShowWhileAsync<int>(() => throw new IOException("x"), NoRuns),
            Throws.InstanceOf<IOException>()
        );
        Assert.That(_screen.ToString(), Does.EndWith("\u001b8\r\u001b[J"), "the picture is erased");
    }

    [Test]
    public async Task ShowWhileAsync_ScreenIsGone_GoesOn()
    {
        await _screen.DisposeAsync();
        using var writer = new GuardedWriter(new GoneWriter());
        var display = Create(writer);

        Assert.That(
            await display.ShowWhileAsync(
                () =>
                {
                    display.Report(SampleSweep.Started());
                    display.Tell("x");
                    return Task.FromResult(42);
                },
                NoRuns
            ),
            Is.EqualTo(42)
        );
    }

    private static Task<IReadOnlyList<RunRecord>> NoRuns() => Task.FromResult<IReadOnlyList<RunRecord>>([]);

    private TerminalDisplay Create(TextWriter? writer = null) =>
        new(new StatusBlock(writer ?? _screen, () => new TerminalSize(80, 24)), Colours.None, _time, new BestSoFar());

    /// <summary>Stands for a terminal that was closed.</summary>
    private sealed class GoneWriter : StringWriter
    {
        public override void Write(char value) => throw new IOException("Input/output error");

        public override void Write(string? value) => throw new IOException("Input/output error");

        public override void Write(char[] buffer, int index, int count) => throw new IOException("Input/output error");

        public override void Flush() => throw new IOException("Input/output error");
    }
}
