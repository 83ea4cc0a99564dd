using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;

namespace ServeMulti.Cli;

/// <summary>One signal is enough: what does not end within the time that it may take is ended as by further signals.</summary>
public sealed class InterruptionStageTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<int> _exits = [];
    private readonly List<string> _lines = [];

    [Test]
    public void Signal_NothingEnds_IsFollowedByAKillAndAnExit()
    {
        using var interruption = Create();

        interruption.Receive(PosixSignal.SIGTERM);
        Assert.That((interruption.Stop.IsCancellationRequested, interruption.Kill.IsCancellationRequested), Is.EqualTo((true, false)));

        _clock.Advance(Grace);
        Assert.That((interruption.Kill.IsCancellationRequested, _exits.Count), Is.EqualTo((true, 0)));
        Assert.That(_lines[^1], Does.StartWith("Not stopped after 20 s"));

        _clock.Advance(Interruption.LastWait);
        Assert.That(_exits, Is.EqualTo([143]));
    }

    [Test]
    public void Signal_ItEndsInTime_IsFollowedByNothing()
    {
        var interruption = Create();
        interruption.Receive(PosixSignal.SIGINT);
        interruption.Dispose();

        _clock.Advance(Grace + Interruption.LastWait);

        Assert.That((interruption.Kill.IsCancellationRequested, _exits.Count), Is.EqualTo((false, 0)));
    }

    [Test]
    public void Signal_SecondOne_KillsAtOnceAndTheThirdExits()
    {
        using var interruption = Create();
        interruption.Receive(PosixSignal.SIGINT);
        interruption.Receive(PosixSignal.SIGTERM);
        Assert.That((interruption.Kill.IsCancellationRequested, _exits.Count), Is.EqualTo((true, 0)));

        interruption.Receive(PosixSignal.SIGTERM);

        Assert.That(_exits, Is.EqualTo([130]), "the first signal counts");
    }

    private Interruption Create() => new(_lines.Add, Grace, _clock, _exits.Add);
}
