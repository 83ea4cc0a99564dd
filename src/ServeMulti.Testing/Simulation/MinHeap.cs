namespace ServeMulti.Testing.Simulation;

/// <summary>A binary heap of numbers over one array that is used again.</summary>
internal sealed class MinHeap
{
    private double[] _items = new double[64];
    private int[] _tags = new int[64];

    public int Count { get; private set; }

    public double Top => _items[0];

    public void Clear() => Count = 0;

    public void Push(double item, int tag = 0)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, 2 * Count);
            Array.Resize(ref _tags, 2 * Count);
        }

        var at = Count++;
        while (at > 0 && _items[(at - 1) / 2] > item)
        {
            (_items[at], _tags[at]) = (_items[(at - 1) / 2], _tags[(at - 1) / 2]);
            at = (at - 1) / 2;
        }

        (_items[at], _tags[at]) = (item, tag);
    }

    public double Pop() => Pop(out _);

    public double Pop(out int tag)
    {
        var top = _items[0];
        tag = _tags[0];
        var item = _items[--Count];
        var itemTag = _tags[Count];
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= Count)
            {
                break;
            }

            child += child + 1 < Count && _items[child + 1] < _items[child] ? 1 : 0;
            if (_items[child] >= item)
            {
                break;
            }

            (_items[at], _tags[at]) = (_items[child], _tags[child]);
            at = child;
        }

        (_items[at], _tags[at]) = (item, itemTag);
        return top;
    }
}
