namespace ServeMulti.Testing;

/// <summary>Keeps the events that are reported to it, in order: of a sweep (<c>SweepEvent</c>), a search (<c>SlaSearchEvent</c>) or
/// anything else that takes an <see cref="IProgress{T}"/>.</summary>
/// <remarks>Events arrive on the thread that reports them, unlike with <see cref="Progress{T}"/>, which posts them elsewhere and can lose
/// their order. Safe for use from several threads.</remarks>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public sealed class EventCollector<TEvent> : IProgress<TEvent>
{
    private readonly object _gate = new();
    private readonly List<TEvent> _events = [];

    /// <summary>Gets the events so far, oldest first; a copy that does not change.</summary>
    public IReadOnlyList<TEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Gets the type names of the events so far, such as <c>RunFinished</c>, oldest first.</summary>
    public IReadOnlyList<string> Names => [.. Events.Select(item => item?.GetType().Name ?? "null")];

    /// <summary>Gets or sets what is called with each event once it is kept, for a test that cancels or changes something at a certain
    /// event. What it throws reaches the reporter. Default: nothing.</summary>
    public Action<TEvent>? Received { get; set; }

    /// <summary>Forgets the events so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _events.Clear();
        }
    }

    /// <inheritdoc/>
    public void Report(TEvent value)
    {
        lock (_gate)
        {
            _events.Add(value);
        }

        Received?.Invoke(value);
    }
}
