using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>Which requests of a session are open, and what became of the others. Not safe for several threads at once.</summary>
internal sealed class SessionTally(int firstIndex, bool keepsRecords)
{
    private readonly Dictionary<int, RequestTrace> _open = [];
    private readonly List<RequestRecord> _closed = [];
    private int _added;
    private int _completed;
    private int _failed;
    private long _chunks;

    public int Open => _open.Count;

    /// <summary>Gets the largest number of requests that were open at once.</summary>
    public int PeakOpen { get; private set; }

    public TimeSpan FirstIntended { get; private set; }

    public TimeSpan LastClosed { get; private set; }

    public int NextIndex => firstIndex + _added;

    public void Add(RequestTrace trace, TimeSpan intended)
    {
        FirstIntended = _added == 0 ? intended : FirstIntended;
        _added++;
        _open.Add(trace.Index, trace);
        PeakOpen = Math.Max(PeakOpen, _open.Count);
    }

    public void Close(RequestRecord record, TimeSpan now)
    {
        _open.Remove(record.Index);
        LastClosed = now;
        _completed += record.IsCompleted ? 1 : 0;
        _failed += record.IsCompleted ? 0 : 1;
        _chunks += record.Chunks;
        if (keepsRecords)
        {
            _closed.Add(record);
        }
    }

    public LoadProgress ToProgress(TimeSpan now) =>
        new(now, _added, _completed, _failed, _open.Count, _chunks + _open.Values.Sum(trace => (long)trace.Chunks));

    public IReadOnlyList<RequestRecord> ToRecords() => [.. _closed, .. _open.Values.Select(trace => trace.ToRecord())];
}
