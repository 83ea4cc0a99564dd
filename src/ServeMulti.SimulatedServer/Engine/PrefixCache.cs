namespace ServeMulti.Simulation.Engine;

/// <summary>The blocks of earlier prompts, by chained hash; the least recently used are evicted first.</summary>
internal sealed class PrefixCache
{
    private readonly int _capacityBlocks;
    private readonly Dictionary<ulong, LinkedListNode<ulong>> _nodes = [];
    private readonly LinkedList<ulong> _byUse = new();

    /// <param name="capacityBlocks">The number of blocks to keep; 0: none.</param>
    public PrefixCache(int capacityBlocks) => _capacityBlocks = capacityBlocks;

    /// <summary>Gets the number of blocks held.</summary>
    public int Count => _nodes.Count;

    /// <summary>Returns how many leading blocks of <paramref name="hashes"/> are held, and marks them as used.</summary>
    public int Match(ReadOnlySpan<ulong> hashes)
    {
        var held = 0;
        while (held < hashes.Length && _nodes.ContainsKey(hashes[held]))
        {
            held++;
        }

        Add(hashes[..held]);
        return held;
    }

    /// <summary>Keeps the blocks and marks them as used.</summary>
    public void Add(ReadOnlySpan<ulong> hashes)
    {
        // Last block first: a chain without its beginning is worthless, so the beginning must be the last to go.
        for (var i = hashes.Length - 1; i >= 0; i--)
        {
            if (_nodes.TryGetValue(hashes[i], out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }
            else
            {
                _nodes.Add(hashes[i], _byUse.AddFirst(hashes[i]));
            }
        }

        while (_nodes.Count > _capacityBlocks)
        {
            _nodes.Remove(_byUse.Last!.Value);
            _byUse.RemoveLast();
        }
    }

    /// <summary>Removes all blocks.</summary>
    public void Clear()
    {
        _nodes.Clear();
        _byUse.Clear();
    }
}
