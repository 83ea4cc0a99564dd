using System.Globalization;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>Rounds the value of a key down to a multiple of a size, such as <c>request_throughput%5</c>. Immutable.</summary>
public sealed record RunBin
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="key">The key.</param>
    /// <param name="size">The size, above 0 and finite.</param>
    /// <exception cref="InvalidInputException">The key is empty, or the size is not above 0 and finite.</exception>
    public RunBin(string key, double size)
    {
        ArgumentNullException.ThrowIfNull(key);
        (Key, Size) = (key, size);
        if (key.Length == 0 || !double.IsFinite(size) || size <= 0)
        {
            throw new InvalidInputException($"The bin {QuotedText.Of(ToString())} must be a key, '%' and a size above 0.");
        }
    }

    /// <summary>Gets the key.</summary>
    public string Key { get; }

    /// <summary>Gets the size.</summary>
    public double Size { get; }

    /// <summary>Parses bins that are separated by commas.</summary>
    /// <param name="text">The text; empty: no bin.</param>
    /// <exception cref="InvalidInputException">A bin has no key, no <c>%</c>, or a size that is not above 0.</exception>
    public static IReadOnlyList<RunBin> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. QuotedList.Split(text).Select(ParseOne)];
    }

    /// <summary>Returns the bin as it is written.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key}%{Size}");

    internal RunValues Apply(RunValues run)
    {
        var cell = run[Key];
        if (cell.IsEmpty)
        {
            return run;
        }

        return CellNumber.TryRead(cell, out var value)
            ? run.With(Key, ResultCell.From(double.IsFinite(value) ? Math.Floor(value / Size) * Size : value))
            : throw new InvalidInputException(
                $"The bin {QuotedText.Line(ToString())} cannot round {QuotedText.Of(cell.ToString())}, which is not a number ({run})."
            );
    }

    private static RunBin ParseOne(string text)
    {
        var index = QuotedList.IndexOf(text, "%");
        return index >= 0 && CellNumber.TryRead(QuotedList.Unquote(text[(index + 1)..]), out var size)
            ? new RunBin(QuotedList.Unquote(text[..index]), size)
            : throw new InvalidInputException(
                $"The bin {QuotedText.Of(text)} must be a key, '%' and a size above 0, such as request_throughput%5."
            );
    }
}
