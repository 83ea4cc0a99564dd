namespace ServeMulti.Testing;

public sealed class EventCollectorTests
{
    private readonly EventCollector<object> _events = new();

    [Test]
    public void Report_SeveralEvents_KeepsTheirOrder()
    {
        _events.Report("one");
        _events.Report(2);

        Assert.That(_events.Events, Is.EqualTo(new object[] { "one", 2 }));
        Assert.That(_events.Names, Is.EqualTo(new[] { "String", "Int32" }));
    }

    [Test]
    public void Events_ReadBefore_DoesNotChange()
    {
        var before = _events.Events;

        _events.Report("one");
        var one = _events.Events;
        _events.Clear();

        Assert.That((before.Count, one.Count, _events.Events.Count), Is.EqualTo((0, 1, 0)));
    }

    [Test]
    public void Received_AnEvent_IsCalledOnTheReportersThread()
    {
        var thread = 0;
        _events.Received = _ => thread = Environment.CurrentManagedThreadId;

        _events.Report("one");

        Assert.That(thread, Is.EqualTo(Environment.CurrentManagedThreadId));
    }

    [Test]
    public void Report_FromManyThreads_LosesNothing()
    {
        Parallel.For(0, 10_000, item => _events.Report(item));

        Assert.That(_events.Events.Cast<int>().Order(), Is.EqualTo(Enumerable.Range(0, 10_000)));
    }
}
