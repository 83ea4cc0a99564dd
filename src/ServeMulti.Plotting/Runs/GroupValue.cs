using System.Globalization;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>The value of a key that groups runs: equal for <c>16</c> and <c>16.0</c>; numbers sort first, then text, then missing
/// values.</summary>
internal readonly record struct GroupValue : IComparable<GroupValue>
{
    private readonly double _number;
    private readonly string? _text;

    private GroupValue(double number, string? text) => (_number, _text) = (number, text);

    public bool IsNone => double.IsNaN(_number) && _text is null;

    public static GroupValue Of(ResultCell cell)
    {
        if (cell.IsEmpty)
        {
            return new(double.NaN, null);
        }

        if (CellNumber.IsBoolean(cell, out var flag))
        {
            return new(double.NaN, flag ? "true" : "false");
        }

        return cell.TryFindNumber(out var number) ? new(number, null) : new(double.NaN, cell.ToString());
    }

    public int CompareTo(GroupValue other)
    {
        var kind = Rank.CompareTo(other.Rank);
        return kind != 0 ? kind
            : Rank == 0 ? _number.CompareTo(other._number)
            : NaturalOrder.Compare(_text ?? "", other._text ?? "");
    }

    /// <summary>Returns the value as text; <c>none</c> if there is none.</summary>
    public override string ToString() =>
        IsNone
            ? "none"
            : _text ?? (double.IsInfinity(_number) ? (_number > 0 ? "inf" : "-inf") : _number.ToString("R", CultureInfo.InvariantCulture));

    private int Rank =>
        IsNone ? 2
        : _text is null ? 0
        : 1;
}
