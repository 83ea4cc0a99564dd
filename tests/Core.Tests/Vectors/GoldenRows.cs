using System.Text.Json;

namespace ServeMulti.Vectors;

/// <summary>Reads the golden rows that are embedded in this assembly.</summary>
internal static class GoldenRows
{
    public static IReadOnlyList<JsonElement> Read(string file)
    {
        using var stream =
            typeof(GoldenRows).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is not embedded in the tests.");
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    public static IEnumerable<TestCaseData> Cases(string file) =>
        Read(file).Select((row, index) => new TestCaseData(row).SetArgDisplayNames($"row {index + 1}"));
}
