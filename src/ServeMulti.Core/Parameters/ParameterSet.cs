using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ServeMulti.Parameters;

/// <summary>An ordered set of option -> value pairs that is laid over a command; it may carry a name.</summary>
/// <remarks>
/// Immutable from the first time it is read: <see cref="Add"/> serves collection initialisers and fails afterwards. A set has each
/// option once: two spellings of one (<c>a_b</c>, <c>a-b</c>) are refused.
/// </remarks>
/// <example><code>new ParameterSet { { "max_num_seqs", 16 }, { "enable_prefix_caching", true } }</code></example>
public sealed class ParameterSet : IReadOnlyList<KeyValuePair<string, ParameterValue>>, IEquatable<ParameterSet>
{
    /// <summary>The key that names a set in a parameter file; never an option.</summary>
    internal const string NameKey = "_benchmark_name";

    private const int FewKeys = 16;

    private readonly List<KeyValuePair<string, ParameterValue>> _pairs;
    private readonly string? _name;
    private Dictionary<string, string>? _keys;
    private string? _canonical;
    private byte[]? _canonicalUtf8;
    private string? _label;
    private bool _isRead;

    /// <summary>Initializes a new instance without parameters, to which a collection initialiser adds.</summary>
    public ParameterSet() => _pairs = [];

    /// <summary>Initializes a new instance with a name and without parameters, to which a collection initialiser adds.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="InvalidInputException">The name is empty, or cannot be written to a file.</exception>
    public ParameterSet(string name)
        : this()
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>Initializes a new instance from pairs.</summary>
    /// <param name="pairs">The pairs, in order.</param>
    /// <exception cref="InvalidInputException">A key is not an option name or appears twice, or a value is null or cannot be an
    /// argument.</exception>
    public ParameterSet(IEnumerable<KeyValuePair<string, ParameterValue>> pairs)
        : this()
    {
        ArgumentNullException.ThrowIfNull(pairs);
        foreach (var (key, value) in pairs)
        {
            Add(key, value);
        }
    }

    private ParameterSet(List<KeyValuePair<string, ParameterValue>> pairs, string? name)
    {
        _pairs = pairs;
        _name = name;
        _isRead = true;
    }

    /// <summary>Gets the set without parameters and without a name.</summary>
    public static ParameterSet Empty { get; } = new([], null);

    /// <summary>Gets the name (<c>_benchmark_name</c>): it takes the place of the parameters in the names of results. Null (the default):
    /// none.</summary>
    /// <exception cref="InvalidInputException">The name is empty, or cannot be written to a file.</exception>
    public string? Name
    {
        get => _name;
        init
        {
            if (value is not null && ParameterCheck.FindNameProblem(value) is { } problem)
            {
                throw new InvalidInputException($"parameter set: {problem}");
            }

            _name = value;
        }
    }

    /// <inheritdoc/>
    public int Count => Pairs.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, ParameterValue> this[int index] => Pairs[index];

    /// <summary>Gets the pairs as a JSON object that does not depend on their order nor on the spelling of the keys; without the name. Made
    /// once.</summary>
    internal string Canonical => _canonical ??= SpellCanonical();

    /// <summary>Gets <see cref="Canonical"/> as UTF-8. Made once.</summary>
    internal byte[] CanonicalUtf8 => _canonicalUtf8 ??= Encoding.UTF8.GetBytes(Canonical);

    private List<KeyValuePair<string, ParameterValue>> Pairs
    {
        get
        {
            _isRead = true;
            return _pairs;
        }
    }

    /// <summary>Adds a pair; for collection initialisers only: <c>new ParameterSet { { "max_num_seqs", 16 } }</c>.</summary>
    /// <param name="key">The key: a letter, digit or <c>_</c>, then letters, digits, <c>_</c>, <c>-</c> and <c>.</c>.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidInputException">The key is not an option name or appears twice, or the value is null or cannot be an
    /// argument.</exception>
    /// <exception cref="InvalidOperationException">The set has been read, and is immutable from then on.</exception>
    public void Add(string key, ParameterValue value)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (_isRead)
        {
            throw new InvalidOperationException("The parameter set has been read and cannot change any more; make another one with With.");
        }

        if (ParameterCheck.FindProblem(key, value) is { } problem)
        {
            throw new InvalidInputException($"parameter set: {problem}");
        }

        if (FindSpelling(key) is { } first)
        {
            throw new InvalidInputException($"parameter set: {ParameterCheck.Twice(key, first)}");
        }

        _pairs.Add(new(key, value));
    }

    /// <summary>Finds the value of a key in any of its spellings (<c>a_b</c>, <c>a-b</c>).</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    public bool TryFind(string key, [NotNullWhen(true)] out ParameterValue? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        value = null;
        foreach (var pair in Pairs)
        {
            if (OptionKey.AreSame(pair.Key, key))
            {
                value = pair.Value;
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds the value of a key in any of its spellings (<c>a_b</c>, <c>a-b</c>).</summary>
    /// <param name="key">The key.</param>
    /// <example><code>long sequences = request.ServeParameters.Find("max_num_seqs").ToInt64();</code></example>
    /// <exception cref="InvalidInputException">The set has no such key; the message lists those it has.</exception>
    public ParameterValue Find(string key) =>
        TryFind(key, out var value)
            ? value
            : throw new InvalidInputException(
                $"There is no parameter {Excerpt.Line(key)}; {(Count == 0 ? "the set is empty" : $"there are {string.Join(", ", Pairs.Select(pair => pair.Key))}")}."
            );

    /// <summary>Returns a copy in which a key (in any spelling) has another value, or is added at the end.</summary>
    /// <param name="key">The key; a key that is in the set keeps its own spelling.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidInputException">The key is not an option name, or the value is null or cannot be an argument.</exception>
    public ParameterSet With(string key, ParameterValue value)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (ParameterCheck.FindProblem(key, value) is { } problem)
        {
            throw new InvalidInputException($"parameter set: {problem}");
        }

        List<KeyValuePair<string, ParameterValue>> pairs = [.. Pairs];
        var place = pairs.FindIndex(pair => OptionKey.AreSame(pair.Key, key));
        if (place < 0)
        {
            pairs.Add(new(key, value));
        }
        else
        {
            pairs[place] = new(pairs[place].Key, value);
        }

        return new(pairs, _name);
    }

    /// <summary>Returns whether both sets have the same name and the same pairs, spelled alike, in the same order.</summary>
    /// <param name="other">The other set.</param>
    public bool Equals(ParameterSet? other)
    {
        if (other is null || _name != other._name || Pairs.Count != other.Pairs.Count)
        {
            return false;
        }

        for (var i = 0; i < _pairs.Count; i++)
        {
            if (_pairs[i].Key != other._pairs[i].Key || !_pairs[i].Value.Equals(other._pairs[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(_name);
        foreach (var (key, value) in Pairs)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>Returns the name, or the pairs as <c>key=value</c> joined by <c>-</c>.</summary>
    public override string ToString() => _label ??= _name ?? string.Join('-', Pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, ParameterValue>> GetEnumerator() => Pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns a set of pairs that were checked before.</summary>
    internal static ParameterSet OfChecked(List<KeyValuePair<string, ParameterValue>> pairs, string? name) => new(pairs, name);

    private string SpellCanonical()
    {
        var json = new StringBuilder("{");
        var pairs = Pairs
            .Select(pair => (Key: OptionKey.Normalize(pair.Key), pair.Value))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            JsonSpelling.AppendString(json.Append(json.Length > 1 ? "," : ""), key);
            json.Append(':').Append(value.ToJson());
        }

        return json.Append('}').ToString();
    }

    // A scan is fastest for the few keys a set has; the table keeps a file with very many from taking forever.
    private string? FindSpelling(string key)
    {
        if (_pairs.Count < FewKeys)
        {
            return _pairs.Find(pair => OptionKey.AreSame(pair.Key, key)).Key;
        }

        _keys ??= _pairs.ToDictionary(pair => OptionKey.Normalize(pair.Key), pair => pair.Key);
        return _keys.TryAdd(OptionKey.Normalize(key), key) ? null : _keys[OptionKey.Normalize(key)];
    }
}
