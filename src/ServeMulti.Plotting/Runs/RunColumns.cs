namespace ServeMulti.Plotting.Runs;

/// <summary>The keys of a set of runs, in the order in which they first occur; shared by its runs.</summary>
internal sealed class RunColumns
{
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Keys => _keys;

    public bool TryFind(string key, out int index) => _indexes.TryGetValue(key, out index);

    public int FindOrAdd(string key)
    {
        if (!_indexes.TryGetValue(key, out var index))
        {
            index = _keys.Count;
            _indexes.Add(key, index);
            _keys.Add(key);
        }

        return index;
    }
}
