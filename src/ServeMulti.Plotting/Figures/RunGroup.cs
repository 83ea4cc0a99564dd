using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Runs that have the same values of some keys.</summary>
internal sealed record RunGroup(IReadOnlyList<GroupValue> Values, IReadOnlyList<RunValues> Runs)
{
    /// <summary>Groups runs, in the order of their values; runs without a value come last.</summary>
    /// <exception cref="InvalidInputException">No run has a key; the message lists the existing keys.</exception>
    public static IReadOnlyList<RunGroup> By(
        IReadOnlyList<RunValues> runs,
        IReadOnlyList<string> keys,
        string purpose,
        IEnumerable<string> known
    )
    {
        string[] missing = [.. keys.Where(key => !runs.Any(run => run.Has(key)))];
        if (missing.Length > 0)
        {
            throw new InvalidInputException([
                .. missing.Select(key => KeyText.Missing(key, purpose, known.Where(name => runs.Any(run => run.Has(name))))),
            ]);
        }

        return
        [
            .. runs.GroupBy(run => new Key([.. keys.Select(key => GroupValue.Of(run[key]))]))
                .OrderBy(group => group.Key)
                .Select(group => new RunGroup(group.Key.Values, [.. group])),
        ];
    }

    /// <summary>Returns the values as text: <c>a=1, b=none</c>. The name of a workload is shown without its key.</summary>
    public static string Describe(IReadOnlyList<string> keys, IReadOnlyList<GroupValue> values) =>
        string.Join(", ", keys.Zip(values, (key, value) => key == RunSet.Workload && !value.IsNone ? value.ToString() : $"{key}={value}"));

    private readonly struct Key(GroupValue[] values) : IEquatable<Key>, IComparable<Key>
    {
        public GroupValue[] Values { get; } = values;

        public bool Equals(Key other) => Values.AsSpan().SequenceEqual(other.Values);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => Values.Aggregate(0, (hash, value) => HashCode.Combine(hash, value));

        public int CompareTo(Key other) =>
            Values.Zip(other.Values, (left, right) => left.CompareTo(right)).FirstOrDefault(order => order != 0);
    }
}
