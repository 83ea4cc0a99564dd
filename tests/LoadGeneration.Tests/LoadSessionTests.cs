using Microsoft.Extensions.Time.Testing;
using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class LoadSessionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeldSender _sender = new();

    [Test]
    public async Task Follow_Schedule_SendsEachRequestAtItsInstant()
    {
        await using var session = Start(s => s.Follow(Schedule(1, 2.5)));
        Advance(0.9);
        Assert.That(_sender.Sent, Is.Empty);
        Advance(0.1);
        Assert.That(_sender.Sent, Is.EqualTo(new[] { 0 }));
        Advance(1.5);
        Assert.That(_sender.Sent, Is.EqualTo(new[] { 0, 1 }));
        Assert.That(session.ReadRecords().Select(request => request.ActualStart.TotalSeconds), Is.EqualTo(new[] { 1, 2.5 }));
    }

    [Test]
    public async Task Follow_LateTimer_SendsAllThatIsDueAndRecordsTheLag()
    {
        await using var session = Start(s => s.Follow(Schedule(1, 2)));
        Advance(3);
        Assert.That(session.ReadRecords().Select(request => request.SendLag.TotalSeconds), Is.EqualTo(new[] { 2, 1 }));
    }

    [Test]
    public async Task Follow_Limit_HoldsRequestsBackUntilThereIsRoom()
    {
        await using var session = Start(s => s.Follow(Schedule(0, 0, 0), limit: 2));
        Assert.That(_sender.Sent, Is.EqualTo(new[] { 0, 1 }));
        Advance(4);
        _sender.Answer(1);
        Assert.That(_sender.Sent, Is.EqualTo(new[] { 0, 1, 2 }));
        var held = session.ReadRecords().Single(request => request.Index == 2);
        Assert.That(
            (held.Scheduled, held.IntendedStart, held.SendLag, held.QueueTime),
            Is.EqualTo((TimeSpan.Zero, Seconds(4), TimeSpan.Zero, Seconds(4)))
        );
    }

    [Test]
    public async Task Follow_LimitReachedBetweenArrivals_SendsTheNextWhenScheduled()
    {
        await using var session = Start(s => s.Follow(Schedule(0, 5), limit: 1));
        Advance(1);
        _sender.Answer(0);
        Assert.That(_sender.Sent, Has.Count.EqualTo(1));
        Advance(4);
        Assert.That(_sender.Sent, Is.EqualTo(new[] { 0, 1 }));
        Assert.That(session.ReadRecords().Single(request => request.Index == 1).IntendedStart, Is.EqualTo(Seconds(5)));
    }

    [Test]
    public async Task WhenIdleAsync_LastAnswer_Completes()
    {
        await using var session = Start(s => s.Follow(Schedule(0, 1)));
        var idle = session.WhenIdleAsync();
        _sender.Answer(0);
        Assert.That(idle.IsCompleted, Is.False, "a request is still to be sent");
        Advance(1);
        Assert.That(idle.IsCompleted, Is.False, "a request is still in flight");
        Advance(2);
        _sender.Answer(1);
        await idle;
        Assert.That(session.LastClosed, Is.EqualTo(Seconds(3)));
    }

    [Test]
    public async Task WhenIdleAsync_NothingToSend_CompletesAtOnce()
    {
        await using var session = Start(s => s.Follow(Schedule()));
        await session.WhenIdleAsync();
    }

    [Test]
    public async Task SetRate_Running_TakesEffectAtOnceAndLeavesWhatIsInFlight()
    {
        await using var session = Start(s => s.SetRate(0.1, double.PositiveInfinity));
        Advance(10);
        session.SetRate(10, double.PositiveInfinity);
        Advance(0.1);
        Assert.That(_sender.Sent, Is.EqualTo(new[] { 0, 1 }));
        Assert.That((_sender.Holding, _sender.Abandoned.Count), Is.EqualTo((2, 0)));
    }

    [Test]
    public async Task SetUsers_MoreAndFewer_FollowsWithoutEndingAnything()
    {
        await using var session = Start(s => s.SetUsers(2));
        session.SetUsers(4);
        Assert.That(session.InFlight, Is.EqualTo(4));
        session.SetUsers(1);
        _sender.Answer(0);
        _sender.Answer(1);
        Assert.That((session.InFlight, _sender.Sent.Count), Is.EqualTo((2, 4)), "too many are in flight still");
        _sender.Answer(2);
        _sender.Answer(3);
        Assert.That((session.InFlight, _sender.Sent.Count), Is.EqualTo((1, 5)));
    }

    [Test]
    public async Task SetUsers_Answer_IsFollowedByTheNextRequestWithoutQueueTime()
    {
        await using var session = Start(s => s.SetUsers(1));
        Advance(3);
        _sender.Answer(0);
        var next = session.ReadRecords().Single(request => request.Index == 1);
        Assert.That((next.ActualStart, next.QueueTime), Is.EqualTo((Seconds(3), TimeSpan.Zero)));
    }

    [Test]
    public async Task SetUsers_TimeIsOver_SendsNoMore()
    {
        await using var session = Start(s => s.SetUsers(1, until: Seconds(5)));
        Advance(4);
        _sender.Answer(0);
        Advance(2);
        _sender.Answer(1);
        await session.WhenIdleAsync();
        Assert.That(_sender.Sent, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Pause_Rate_SendsNothingAndMakesNothingUp()
    {
        await using var session = Start(s => s.SetRate(1, double.PositiveInfinity));
        Advance(1);
        session.Pause();
        Advance(5.5);
        Assert.That(_sender.Sent, Has.Count.EqualTo(1));
        session.Resume();
        Assert.That(_sender.Sent, Has.Count.EqualTo(1));
        Advance(1);
        Assert.That(_sender.Sent, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Pause_InFlight_GoesOn()
    {
        await using var session = Start(s => s.SetUsers(1));
        session.Pause();
        _sender.Answer(0);
        Assert.That((session.InFlight, _sender.Sent.Count), Is.EqualTo((0, 1)));
        session.Resume();
        Assert.That((session.InFlight, _sender.Sent.Count), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task Burst_BesidesARate_SendsAllAtOnce()
    {
        await using var session = Start(s => s.SetRate(1, double.PositiveInfinity));
        session.Burst(20);
        Assert.That(_sender.Sent, Has.Count.EqualTo(20));
        Advance(1);
        Assert.That(_sender.Sent, Has.Count.EqualTo(21));
    }

    [Test]
    public async Task ReadRecords_OpenRequest_IsSeenAsItStands()
    {
        await using var session = Start(s => s.Burst(1));
        Advance(0.5);
        _sender.SendToken(0);
        Advance(0.25);
        _sender.SendToken(0);
        var open = session.ReadRecords().Single();
        Assert.Multiple(() =>
        {
            Assert.That((open.End, open.Failure), Is.EqualTo(((TimeSpan?)null, (RequestFailure?)null)));
            Assert.That(open.FirstToken, Is.EqualTo(Seconds(0.5)));
            Assert.That(open.InterTokenTimes, Is.EqualTo(new[] { Seconds(0.25) }));
        });
    }

    [Test]
    public async Task ReadProgress_Running_CountsWhatHappened()
    {
        await using var session = Start(s => s.Burst(3));
        _sender.SendToken(0);
        _sender.Answer(0);
        _sender.SendToken(1);
        Advance(1);
        Assert.That(session.ReadProgress(), Is.EqualTo(new LoadProgress(Seconds(1), 3, 1, 0, 2, 2)));
    }

    [Test]
    public async Task StopAsync_Drain_WaitsForEveryAnswer()
    {
        await using var session = Start(s => s.SetUsers(2));
        var stopped = session.StopAsync(drain: true);
        _sender.Answer(0);
        Assert.That(stopped.IsCompleted, Is.False);
        _sender.Answer(1);
        await stopped;
        Assert.That((_sender.Sent.Count, _sender.Abandoned.Count), Is.EqualTo((2, 0)));
    }

    [Test]
    public async Task StopAsync_NoDrain_AbandonsWhatIsInFlight()
    {
        await using var session = Start(s => s.SetUsers(2));
        await session.StopAsync(drain: false);
        Assert.That(_sender.Abandoned, Is.EquivalentTo(new[] { 0, 1 }));
        Assert.That(session.ReadRecords().Select(request => request.Failure!.Reason), Is.All.EqualTo(RequestFailureReason.Abandoned));
    }

    [Test]
    public async Task DisposeAsync_Running_LeavesNothingInFlight()
    {
        var session = Start(s => s.SetUsers(3));
        await session.DisposeAsync();
        Advance(10);
        Assert.That((session.InFlight, _sender.Sent.Count), Is.EqualTo((0, 3)));
    }

    [Test]
    public async Task WhenIdleAsync_ReportThrows_Throws()
    {
        await using var session = new LoadSession(
            _sender,
            new NumberedPrompts(),
            new() { OnClosed = (_, _) => throw new InvalidOperationException("broken") },
            _time
        );
        session.SetUsers(1);
        session.Start();
        _sender.Answer(0);
        Assert.That(() => session.WhenIdleAsync(), Throws.InvalidOperationException.With.Message.EqualTo("broken"));
    }

    [Test]
    public async Task WhenIdleAsync_Cancelled_ThrowsWithTheToken()
    {
        await using var session = Start(s => s.SetUsers(1));
        using var cancellation = new CancellationTokenSource();
        var idle = session.WhenIdleAsync(cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(
            async () => await idle,
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(cancellation.Token)
        );
    }

    [Test]
    public async Task PeakInFlight_Answers_RemembersTheMost()
    {
        await using var session = Start(s => s.Burst(3));
        _sender.Answer(0);
        _sender.Answer(1);
        session.Burst(1);
        Assert.That(session.PeakInFlight, Is.EqualTo(3));
    }

    private LoadSession Start(Action<LoadSession> load)
    {
        var session = new LoadSession(_sender, new NumberedPrompts(), new() { KeepsRecords = true }, _time);
        load(session);
        session.Start();
        return session;
    }

    private void Advance(double seconds) => _time.Advance(Seconds(seconds));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static ScheduledArrivals Schedule(params double[] seconds) => new([.. seconds.Select(Seconds)]);
}
