using ServeMulti.Parameters;

namespace ServeMulti.Sweeping;

/// <summary>What makes two parameter sets the same: the same keys in any spelling with the same typed values, in any order; names do not count.</summary>
internal readonly struct ParameterIdentity : IEquatable<ParameterIdentity>
{
    private readonly KeyValuePair<string, ParameterValue>[] _pairs;
    private readonly int _hash;

    public ParameterIdentity(ParameterSet parameters)
    {
        _pairs = new KeyValuePair<string, ParameterValue>[parameters.Count];
        for (var place = 0; place < _pairs.Length; place++)
        {
            var (key, value) = parameters[place];
            _pairs[place] = new(key.Replace('-', '_'), value);
        }

        Array.Sort(_pairs, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        var hash = new HashCode();
        foreach (var (key, value) in _pairs)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value);
        }

        _hash = hash.ToHashCode();
    }

    public bool Equals(ParameterIdentity other) => _hash == other._hash && _pairs.AsSpan().SequenceEqual(other._pairs);

    public override bool Equals(object? obj) => obj is ParameterIdentity other && Equals(other);

    public override int GetHashCode() => _hash;
}
