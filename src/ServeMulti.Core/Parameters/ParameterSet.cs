using System.Collections;

namespace ServeMulti.Parameters;

/// <summary>An ordered, immutable set of option -> value pairs that is laid over a command; it may carry a name.</summary>
public sealed class ParameterSet : IReadOnlyList<KeyValuePair<string, ParameterValue>>, IEquatable<ParameterSet>
{
    /// <summary>Gets the set without parameters and without a name.</summary>
    public static ParameterSet Empty { get; } = [];

    /// <summary>Gets the name (<c>_benchmark_name</c>), or null.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public int Count => throw new NotImplementedException();

    /// <inheritdoc/>
    public KeyValuePair<string, ParameterValue> this[int index] => throw new NotImplementedException();

    /// <summary>Adds a pair; for collection initialisers only: <c>new ParameterSet { { "max_num_seqs", 16 } }</c>.</summary>
    public void Add(string key, ParameterValue value) => throw new NotImplementedException();

    /// <summary>Finds the value of a key in any of its spellings (<c>a_b</c>, <c>a-b</c>).</summary>
    public bool TryFind(string key, out ParameterValue? value) => throw new NotImplementedException();

    /// <summary>Returns a copy in which a key (in any spelling) has another value, or is added at the end.</summary>
    public ParameterSet With(string key, ParameterValue value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public bool Equals(ParameterSet? other) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterSet);

    /// <inheritdoc/>
    public override int GetHashCode() => throw new NotImplementedException();

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, ParameterValue>> GetEnumerator() => throw new NotImplementedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
