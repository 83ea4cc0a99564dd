using System.Collections;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>The times between the chunks of a stream, to 100 ns, in 4 bytes each. Not safe for several threads at once.</summary>
internal sealed class GapList : IReadOnlyList<TimeSpan>
{
    private readonly SegmentList<uint> _ticks = new();
    private Dictionary<int, TimeSpan>? _long;

    public int Count => _ticks.Count;

    public TimeSpan this[int index] => _ticks[index] is var ticks && ticks < uint.MaxValue ? TimeSpan.FromTicks(ticks) : _long![index];

    public void Add(TimeSpan gap)
    {
        if (gap.Ticks is >= 0 and < uint.MaxValue)
        {
            _ticks.Add((uint)gap.Ticks);
            return;
        }

        // 7 minutes and more: these are few.
        (_long ??= [])[_ticks.Count] = gap;
        _ticks.Add(uint.MaxValue);
    }

    public IEnumerator<TimeSpan> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
