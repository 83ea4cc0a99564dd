using System.Collections.ObjectModel;

namespace ServeMulti;

/// <summary>A copy of a list that equals another with equal items in the same order, so that a record which holds it is compared by
/// value.</summary>
internal sealed class ValueList<T>(IEnumerable<T> items) : ReadOnlyCollection<T>([.. items])
{
    public override bool Equals(object? obj) => obj is ValueList<T> other && this.SequenceEqual(other);

    public override int GetHashCode() => this.Aggregate(Count, HashCode.Combine);
}
