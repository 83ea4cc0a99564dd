using Microsoft.Extensions.Time.Testing;

namespace ServeMulti.Launching;

public sealed class ReadinessWaitTests
{
    private static readonly ReadinessRequest Request = new(new ServerSpec(), new Uri("http://localhost:1"), ServerProfiles.Vllm);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource _exited = new();

    [Test]
    public async Task WaitAsync_ReadyAtOnce_DoesNotPause()
    {
        var probe = new FakeProbe(FakeProbe.Answer(true));

        Assert.That(await WaitAsync(probe, seconds: 1), Is.EqualTo((ReadinessOutcome.Ready, "answer 1")));
        Assert.That(probe.Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task WaitAsync_ReadyLater_AsksOncePerInterval()
    {
        var probe = new FakeProbe(FakeProbe.Answer(false), FakeProbe.Answer(false), FakeProbe.Answer(true));
        var wait = WaitAsync(probe, seconds: 1_000_000);

        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.That(probe.Asked, Is.EqualTo(1));
        while (!wait.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.1));
            await Task.Yield();
        }

        Assert.That((await wait).Item1, Is.EqualTo(ReadinessOutcome.Ready));
        Assert.That(probe.Asked, Is.EqualTo(3));
    }

    [Test]
    public async Task WaitAsync_ProbeTakesMostOfTheTime_IsAskedOnceThenTimesOut()
    {
        var probe = new FakeProbe(_ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(0.6));
            return Task.FromResult(false);
        });
        var wait = WaitAsync(probe, seconds: 1);

        _clock.Advance(TimeSpan.FromSeconds(0.4));

        Assert.That((await wait.WaitAsync(HangLimit)).Item1, Is.EqualTo(ReadinessOutcome.TimedOut));
        Assert.That(probe.Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task WaitAsync_TimeRunsOutBetweenTwoLooksAtTheClock_IsATimeout()
    {
        var wait = new ReadinessWait(new FakeProbe(FakeProbe.Answer(false)), Interval, new HastyClock());

        var (outcome, _) = await wait.WaitAsync(Request, TimeSpan.FromSeconds(1.5), _exited.Task, CancellationToken.None)
            .WaitAsync(HangLimit);

        Assert.That(outcome, Is.EqualTo(ReadinessOutcome.TimedOut));
    }

    [Test]
    public async Task WaitAsync_SuccessAfterTheDeadline_IsATimeout()
    {
        var probe = new FakeProbe(_ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            return Task.FromResult(true);
        });

        Assert.That((await WaitAsync(probe, seconds: 1).WaitAsync(HangLimit)).Item1, Is.EqualTo(ReadinessOutcome.TimedOut));
    }

    [Test]
    public async Task WaitAsync_SuccessExactlyAtTheDeadline_IsATimeout()
    {
        var probe = new FakeProbe(_ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(true);
        });

        Assert.That((await WaitAsync(probe, seconds: 1).WaitAsync(HangLimit)).Item1, Is.EqualTo(ReadinessOutcome.TimedOut));
    }

    [Test]
    public async Task WaitAsync_ProbeHangs_IsCutShortAtTheDeadline()
    {
        var probe = new FakeProbe(Hang);
        var wait = WaitAsync(probe, seconds: 5);

        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.That(wait.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.That((await wait.WaitAsync(HangLimit)).Item1, Is.EqualTo(ReadinessOutcome.TimedOut));
    }

    [Test]
    public async Task WaitAsync_ExitWhileAsked_EndsAtOnce()
    {
        var wait = WaitAsync(new FakeProbe(Hang), seconds: 300);

        _exited.SetResult();

        Assert.That((await wait.WaitAsync(HangLimit)).Item1, Is.EqualTo(ReadinessOutcome.Exited));
    }

    [Test]
    public async Task WaitAsync_ExitDuringThePause_EndsAtOnce()
    {
        var probe = new FakeProbe(FakeProbe.Answer(false));
        var wait = WaitAsync(probe, seconds: 300);

        _exited.SetResult();

        Assert.That((await wait.WaitAsync(HangLimit)).Item1, Is.EqualTo(ReadinessOutcome.Exited));
        Assert.That(probe.Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task WaitAsync_AnotherServerAnswersForAnExitedOne_IsNotReady()
    {
        var probe = new FakeProbe(_ =>
        {
            _exited.SetResult();
            return Task.FromResult(true);
        });

        Assert.That((await WaitAsync(probe, seconds: 300).WaitAsync(HangLimit)).Item1, Is.EqualTo(ReadinessOutcome.Exited));
    }

    [Test]
    public async Task WaitAsync_WithoutLimit_GoesOnAsking()
    {
        var probe = new FakeProbe(FakeProbe.Answer(false), FakeProbe.Answer(true));
        Task<(ReadinessOutcome, string)> wait = NewWait(probe)
            .WaitAsync(Request, Timeout.InfiniteTimeSpan, _exited.Task, CancellationToken.None);

        _clock.Advance(TimeSpan.FromDays(1));

        Assert.That((await wait.WaitAsync(HangLimit)).Item1, Is.EqualTo(ReadinessOutcome.Ready));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task WaitAsync_Cancelled_CarriesTheCallersToken(bool whileAsked)
    {
        using var cancellation = new CancellationTokenSource();
        var wait = WaitAsync(new FakeProbe(whileAsked ? Hang : FakeProbe.Answer(false)), seconds: 300, cancellation.Token);

        await cancellation.CancelAsync();

        Assert.That(
            async () => await wait.WaitAsync(HangLimit),
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(cancellation.Token)
        );
    }

    private static async Task<bool> Hang(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return true;
    }

    [Test]
    public async Task WaitAsync_Refused_EndsAtOnce()
    {
        var probe = new FakeProbe(FakeProbe.Answer(false), _ => Task.FromResult(false)) { RefusesFrom = 2 };
        Task<(ReadinessOutcome Outcome, string)> wait = WaitAsync(probe, seconds: 300);

        _clock.Advance(Interval);

        Assert.That((await wait.WaitAsync(HangLimit)).Outcome, Is.EqualTo(ReadinessOutcome.Refused));
        Assert.That(probe.Asked, Is.EqualTo(2));
    }

    private ReadinessWait NewWait(FakeProbe probe) => new(probe, Interval, _clock);

    private Task<(ReadinessOutcome, string)> WaitAsync(FakeProbe probe, double seconds, CancellationToken cancellationToken = default) =>
        NewWait(probe).WaitAsync(Request, TimeSpan.FromSeconds(seconds), _exited.Task, cancellationToken);

    /// <summary>A clock on which a second passes between any two looks, as between two steps of a host that has to wait for its turn.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _looks = -1;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ++_looks;
    }
}
