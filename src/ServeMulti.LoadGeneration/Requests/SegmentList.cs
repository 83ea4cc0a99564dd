using System.Collections;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>A list that grows by segments of equal length: nothing is copied, and little room is left unused. Not safe for several threads
/// at once.</summary>
internal sealed class SegmentList<T> : IReadOnlyList<T>
    where T : struct
{
    private const int Shift = 7;

    /// <summary>How many values each segment holds.</summary>
    public const int SegmentLength = 1 << Shift;

    private readonly List<T[]> _segments = [];

    public int Count { get; private set; }

    /// <summary>Gets whether the next value begins a segment.</summary>
    public bool IsFull => Count == _segments.Count << Shift;

    public T this[int index] =>
        (uint)index < (uint)Count
            ? _segments[index >> Shift][index & (SegmentLength - 1)]
            : throw new ArgumentOutOfRangeException(nameof(index));

    public void Add(T value)
    {
        if (IsFull)
        {
            _segments.Add(new T[SegmentLength]);
        }

        _segments[Count >> Shift][Count & (SegmentLength - 1)] = value;
        Count++;
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
