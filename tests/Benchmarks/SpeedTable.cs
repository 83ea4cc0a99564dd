using System.Globalization;
using System.Text;

namespace ServeMulti.Benchmarks;

/// <summary>What was measured, as a table: median, least and greatest of all rounds, the ratio to another row of the same rounds, the
/// limit.</summary>
internal sealed class SpeedTable
{
    private readonly List<string> _notes = [];
    private readonly List<string[]> _rows =
    [
        ["measured", "median", "least", "greatest", "ratio", "limit", ""],
    ];

    /// <summary>Gets whether every limit is kept by the median.</summary>
    public bool IsWithinLimits { get; private set; } = true;

    /// <summary>Adds a row.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="values">One value per round.</param>
    /// <param name="unit">Their unit.</param>
    /// <param name="limit">What the median may not exceed.</param>
    /// <param name="baseline">The values of the same rounds to give a ratio to.</param>
    public void Add(string name, IReadOnlyList<double> values, string unit, double? limit = null, IReadOnlyList<double>? baseline = null)
    {
        var median = Median(values);
        var isKept = limit is null || median <= limit;
        IsWithinLimits &= isKept;
        _rows.Add([
            name,
            Text(median, unit),
            Text(values.Min(), unit),
            Text(values.Max(), unit),
            baseline is null ? "" : Text(Median([.. values.Zip(baseline, (value, against) => value / against)]), "x"),
            limit is null ? "" : Text(limit.Value, unit),
            limit is null ? ""
            : isKept ? "kept"
            : "MISSED",
        ]);
    }

    /// <summary>Adds a line below the table: what was not measured, and why.</summary>
    public void AddNote(string note) => _notes.Add(note);

    /// <inheritdoc/>
    public override string ToString()
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        for (var index = 0; index < _rows.Count; index++)
        {
            var cells = _rows[index].Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
            if (index == 0)
            {
                var rules = widths.Select((width, column) => new string('-', width + 1) + (column == 0 ? "-" : ":"));
                text.Append('|').AppendJoin('|', rules).AppendLine("|");
            }
        }

        _notes.ForEach(note => text.AppendLine(note));
        return text.ToString();
    }

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} {unit}");
}
