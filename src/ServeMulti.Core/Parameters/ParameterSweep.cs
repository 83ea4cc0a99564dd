using System.Collections;
using System.Text;
using ServeMulti.Files;

namespace ServeMulti.Parameters;

/// <summary>An ordered list of parameter sets: the values that a sweep tries, one after the other. Names are unique in it.</summary>
/// <remarks>Immutable from the first time it is read: <see cref="Add"/> serves collection initialisers and fails afterwards.</remarks>
/// <example>
/// <code>
/// var sweep = ParameterSweep.Grid(("max_num_seqs", [8, 16]), ("enable_prefix_caching", [true, false])); // four sets
/// </code>
/// </example>
public sealed class ParameterSweep : IReadOnlyList<ParameterSet>
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<ParameterSet> _sets = [];
    private readonly HashSet<string> _names = [];
    private bool _isRead;

    /// <summary>Initializes a new instance without sets, to which a collection initialiser adds.</summary>
    public ParameterSweep() { }

    /// <summary>Initializes a new instance from sets.</summary>
    /// <param name="sets">The sets, in order.</param>
    /// <exception cref="InvalidInputException">Two sets have the same name.</exception>
    public ParameterSweep(IEnumerable<ParameterSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        foreach (var set in sets)
        {
            Add(set);
        }

        _isRead = true;
    }

    /// <summary>Gets the sweep of one empty set: the command as it is.</summary>
    public static ParameterSweep Unchanged { get; } = new([ParameterSet.Empty]);

    /// <inheritdoc/>
    public int Count => Sets.Count;

    /// <inheritdoc/>
    public ParameterSet this[int index] => Sets[index];

    private List<ParameterSet> Sets
    {
        get
        {
            _isRead = true;
            return _sets;
        }
    }

    /// <summary>Reads a parameter file: a JSON list of objects, or an object of named objects.</summary>
    /// <remarks>UTF-8, with or without a byte order mark; bare <c>NaN</c> and <c>Infinity</c>, as Python writes them, are
    /// numbers.</remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or its content is not a parameter sweep; the first 100 problems are
    /// listed.</exception>
    public static ParameterSweep Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(ParameterFile.Read(ReadFile(path), path));
    }

    /// <summary>Parses the text of a parameter file. A list without items gives a sweep without sets.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call the text: a path, usually.</param>
    /// <exception cref="InvalidInputException">The text is not a parameter sweep; the first 100 problems are listed.</exception>
    public static ParameterSweep Parse(string json, string source)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentException.ThrowIfNullOrEmpty(source);
        try
        {
            return new(ParameterFile.Read(StrictUtf8.GetBytes(json), source));
        }
        catch (EncoderFallbackException e)
        {
            throw new InvalidInputException(
                $"{Excerpt.Line(source)}: holds half of a surrogate pair, which is not valid Unicode; correct it.",
                e
            );
        }
    }

    /// <summary>Creates a sweep of every combination of values; the last axis changes fastest.</summary>
    /// <param name="axes">Each key with the values it takes; an axis without values gives a sweep without sets.</param>
    /// <exception cref="InvalidInputException">A key is not an option name or appears twice, or a value cannot be an argument.</exception>
    public static ParameterSweep Grid(params (string Key, IReadOnlyList<ParameterValue> Values)[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return Product([.. axes.Select(axis => new ParameterSweep(axis.Values.Select(value => new ParameterSet { { axis.Key, value } })))]);
    }

    /// <summary>Creates a sweep whose first set holds the first value of each axis, the second set the second, and so on.</summary>
    /// <param name="axes">Each key with the values it takes; all of the same number.</param>
    /// <exception cref="InvalidInputException">
    /// The axes have different numbers of values, a key is not an option name or appears twice, or a value cannot be an argument.
    /// </exception>
    public static ParameterSweep Zip(params (string Key, IReadOnlyList<ParameterValue> Values)[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Length == 0)
        {
            return Unchanged;
        }

        var count = axes[0].Values.Count;
        foreach (var (key, values) in axes)
        {
            if (values.Count != count)
            {
                var facts = $"key {Excerpt.Of(axes[0].Key)} has {count} values, key {Excerpt.Of(key)} has {values.Count}";
                throw new InvalidInputException($"zip: {facts}; give all keys the same number of values.");
            }
        }

        return new(
            Enumerable.Range(0, count).Select(i => new ParameterSet(axes.Select(axis => KeyValuePair.Create(axis.Key, axis.Values[i]))))
        );
    }

    /// <summary>Creates a sweep of every combination of the sets of several sweeps; the last sweep changes fastest.</summary>
    /// <remarks>A combination of sets that all have names is called by those names, joined by <c>-</c>; any other has no name.</remarks>
    /// <param name="sweeps">The sweeps; none gives <see cref="Unchanged"/>.</param>
    /// <exception cref="InvalidInputException">A key, in any spelling, appears in two sweeps, or two combinations get the same
    /// name.</exception>
    public static ParameterSweep Product(params ParameterSweep[] sweeps)
    {
        ArgumentNullException.ThrowIfNull(sweeps);
        return new(
            sweeps.Aggregate<ParameterSweep, IEnumerable<ParameterSet>?>(
                null,
                (combined, sweep) => combined is null ? sweep : [.. combined.SelectMany(left => sweep.Select(right => Join(left, right)))]
            ) ?? Unchanged
        );
    }

    /// <summary>Adds a set; for collection initialisers only.</summary>
    /// <param name="parameters">The set.</param>
    /// <exception cref="InvalidInputException">Another set has the same name.</exception>
    /// <exception cref="InvalidOperationException">The sweep has been read, and is immutable from then on.</exception>
    public void Add(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (_isRead)
        {
            throw new InvalidOperationException("The parameter sweep has been read and cannot change any more; make another one.");
        }

        if (parameters.Name is not null && !_names.Add(parameters.Name))
        {
            throw new InvalidInputException($"parameter sweep: {DuplicateName(parameters.Name)}");
        }

        _sets.Add(parameters);
    }

    /// <inheritdoc/>
    public IEnumerator<ParameterSet> GetEnumerator() => Sets.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns the message that a name is not unique.</summary>
    internal static string DuplicateName(string name) =>
        $"Duplicate _benchmark_name values: {Excerpt.Of(name)}; give every item a name of its own.";

    private static ParameterSet Join(ParameterSet left, ParameterSet right)
    {
        foreach (var (key, _) in right)
        {
            if (left.TryFind(key, out _))
            {
                throw new InvalidInputException(
                    $"parameter sweep: key {Excerpt.Of(key)} appears in two of the combined sweeps; keep it in one."
                );
            }
        }

        var name = left.Name is null || right.Name is null ? null : $"{left.Name}-{right.Name}";
        return ParameterSet.OfChecked([.. left, .. right], name);
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return InputFile.ReadAll(path, InputFile.LargestDocument);
        }
        catch (Exception e) when (UnreadableFile.IsMeantBy(e))
        {
            throw new InvalidInputException(UnreadableFile.Describe(path, e, "parameters"), e);
        }
    }
}
