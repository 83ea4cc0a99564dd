using System.Globalization;
using System.Text;
using System.Text.Json;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>What a run is recognized by in a copy of its experiment: its case and every value that it measured. Arrays do not count: a packed
/// experiment has none.</summary>
/// <param name="Text">The case and the values.</param>
/// <param name="IsDated">Whether the benchmark wrote when it ran. Without a date, two runs may measure the same by chance, as a scripted benchmark
/// does.</param>
internal readonly record struct RunPrint(string Text, bool IsDated)
{
    private const string Date = "date";

    public static RunPrint Of(RunRecord run)
    {
        var text = new StringBuilder(run.Case.Key);
        var isDated = false;
        foreach (var (name, value) in run.Document.Scalars)
        {
            text.Append('\n').Append(name).Append('=').Append(Spell(value));
            isDated |= name == Date && value.ValueKind == JsonValueKind.String;
        }

        return new(text.ToString(), isDated);
    }

    /// <summary>A file may spell a number or a text in another way than the journal does.</summary>
    private static string Spell(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : value.ToString();
}
