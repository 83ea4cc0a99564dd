namespace ServeMulti.Testing;

public sealed class VirtualClockTests
{
    private readonly VirtualClock _clock = new();

    [Test]
    public void GetUtcNow_NotAdvanced_StandsStill()
    {
        Assert.That(_clock.GetUtcNow(), Is.EqualTo(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(_clock.Elapsed, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Advance_SomeTime_MovesBothClocks()
    {
        var start = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromHours(2));

        Assert.That(_clock.GetElapsedTime(start), Is.EqualTo(TimeSpan.FromHours(2)));
        Assert.That(_clock.GetUtcNow().Hour, Is.EqualTo(2));
    }

    [Test]
    public async Task Delay_APause_PassesByItself()
    {
        await Task.Delay(TimeSpan.FromSeconds(10), _clock);

        Assert.That(_clock.Elapsed, Is.EqualTo(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task Delay_ALimit_PassesWhenTheClockReachesIt()
    {
        var limit = Task.Delay(TimeSpan.FromMinutes(5), _clock);

        _clock.Advance(TimeSpan.FromSeconds(299));
        Assert.That(limit.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await limit;
        Assert.That(_clock.Elapsed, Is.EqualTo(TimeSpan.FromMinutes(5)));
    }

    [Test]
    public void LongestPause_Zero_LetsNothingPassByItself()
    {
        var clock = new VirtualClock { LongestPause = TimeSpan.Zero };
        var pause = Task.Delay(TimeSpan.FromMilliseconds(1), clock);

        Assert.That(pause.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(pause.IsCompleted);
    }

    [Test]
    public void Advance_SeveralTimers_FiresThemInOrderAtTheirTimes()
    {
        var fired = new List<(string, TimeSpan)>();
        using var late = Timer("late", 90);
        using var early = Timer("early", 60);

        _clock.Advance(TimeSpan.FromSeconds(100));

        Assert.That(fired, Is.EqualTo(new[] { ("early", TimeSpan.FromSeconds(60)), ("late", TimeSpan.FromSeconds(90)) }));

        ITimer Timer(string name, int seconds) =>
            _clock.CreateTimer(_ => fired.Add((name, _clock.Elapsed)), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    [Test]
    public void CreateTimer_WithAPeriod_FiresAgainUntilItIsDisposed()
    {
        var fired = 0;
        var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));

        _clock.Advance(TimeSpan.FromSeconds(80));
        Assert.That(fired, Is.EqualTo(3));
        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(80));

        Assert.That(fired, Is.EqualTo(3));
        Assert.That(timer.Change(TimeSpan.Zero, TimeSpan.Zero), Is.False);
    }

    [Test]
    public void Advance_Backwards_IsRefused() =>
        Assert.That(() => _clock.Advance(TimeSpan.FromTicks(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
