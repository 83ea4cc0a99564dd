using ServeMulti.Sweeping;

namespace ServeMulti.Fakes;

/// <summary>Keeps the events of a sweep in order. Unlike <see cref="Progress{T}"/> it is called on the sweep's own thread of work.</summary>
internal sealed class EventCollector : IProgress<SweepEvent>
{
    public List<SweepEvent> Events { get; } = [];

    public IEnumerable<string> Names => Events.Select(item => item.GetType().Name);

    public Action<SweepEvent> Received { get; set; } = _ => { };

    public void Report(SweepEvent value)
    {
        Events.Add(value);
        Received(value);
    }
}
