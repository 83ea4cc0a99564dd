using Microsoft.Extensions.Time.Testing;
using ServeMulti.Sweeping;
using Spectre.Console;

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

        var answer = await display.ShowWhileAsync(() =>
        {
            display.Report(SampleSweep.Started());
            display.Report(new ServerStarting(SampleSweep.At(0, 0, 0, null), SampleSweep.Server, IsRestart: false));
            display.Report(SampleSweep.Failed("It broke."));
            display.Report(SampleSweep.Finished(3, secondsLeft: 30));
            return Task.FromResult(42);
        });

        Assert.That(answer, Is.EqualTo(42));
        Assert.That(_screen.ToString(), Does.Contain("server 1 of 2").And.Contain("3/6 runs").And.Contain("FAILED. It broke."));
        Assert.That(_screen.ToString(), Does.Not.Contain("run 2: request_throughput"), "what goes well is in the picture alone");
    }

    [Test]
    public async Task ShowWhileAsync_WorkFails_TakesThePictureDownAndThrows()
    {
        await Assert.ThatAsync(() => Create().ShowWhileAsync<int>(() => throw new IOException("x")), Throws.InstanceOf<IOException>());
        Assert.That(_screen.ToString(), Does.EndWith("\u001b[?25h"), "the cursor is shown again");
    }

    [Test]
    public async Task ShowWhileAsync_ScreenIsGone_GoesOn()
    {
        await _screen.DisposeAsync();
        using var writer = new GuardedWriter(new GoneWriter());
        var display = Create(writer);

        Assert.That(
            await display.ShowWhileAsync(() =>
            {
                display.Report(SampleSweep.Started());
                display.Tell("x");
                return Task.FromResult(42);
            }),
            Is.EqualTo(42)
        );
    }

    private TerminalDisplay Create(TextWriter? writer = null) =>
        new(
            AnsiConsole.Create(
                new AnsiConsoleSettings
                {
                    Ansi = AnsiSupport.Yes,
                    Interactive = InteractionSupport.Yes,
                    ColorSystem = ColorSystemSupport.NoColors,
                    Out = new AnsiConsoleOutput(writer ?? _screen),
                }
            ),
            _time
        );

    /// <summary>Stands for a terminal that was closed.</summary>
    private sealed class GoneWriter : StringWriter
    {
        public override void Write(char value) => throw new IOException("Input/output error");

        public override void Write(string? value) => throw new IOException("Input/output error");

        public override void Write(char[] buffer, int index, int count) => throw new IOException("Input/output error");

        public override void Flush() => throw new IOException("Input/output error");
    }
}
