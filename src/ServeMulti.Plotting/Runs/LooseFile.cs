using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Files;

namespace ServeMulti.Plotting.Runs;

/// <summary>The contents of a result file that belongs to no sweep.</summary>
/// <param name="Results">The results, each with its line.</param>
/// <param name="Skipped">The lines that hold no result, and why.</param>
/// <param name="Problem">Why the file was skipped as a whole; null if any result was read.</param>
internal sealed record LooseFile(
    IReadOnlyList<(ResultFields Fields, int Line)> Results,
    IReadOnlyList<(int Line, string Reason)> Skipped,
    string? Problem
)
{
    private const int MostAttempts = 20;

    /// <summary>Reads a file. One that cannot be read is named and skipped: it must not cost the others.</summary>
    public static LooseFile Read(string path)
    {
        try
        {
            return Read(ReadParts(path), Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception exception) when (UnreadableResult.IsMeantBy(exception))
        {
            return new([], [], exception.Message);
        }
    }

    private static LooseFile Read(IReadOnlyList<ResultPart> parts, string stem)
    {
        var skipped = parts.Where(part => part.Problem is not null).Select(part => (part.Line, Reason: part.Problem!)).ToList();
        var results = new List<(ResultFields Fields, int Line)>();
        foreach (var part in parts.Where(part => part.Problem is null))
        {
            try
            {
                results.AddRange(FieldsOf(part.ReadDocument(), stem).Select(fields => (fields, part.Line)));
            }
            catch (Exception exception) when (UnreadableResult.IsMeantBy(exception))
            {
                skipped.Add((part.Line, exception.Message.TrimEnd('.')));
            }

            if (results.Count == 0 && skipped.Count > MostAttempts)
            {
                break;
            }
        }

        var problem =
            results.Count > 0 ? null
            : skipped.Count == 0 ? "It is empty."
            : parts.All(part => part.Problem is not null)
                ? string.Create(CultureInfo.InvariantCulture, $"Line {skipped[0].Line} holds no result: {skipped[0].Reason}.")
            : $"{skipped[^1].Reason}.";
        return new(results, skipped, problem);
    }

    /// <summary>Finds the results in a file. Long arrays stay in a large file, and are not read.</summary>
    private static IReadOnlyList<ResultPart> ReadParts(string path) =>
        new FileInfo(path).Length > ResultScan.LargestWhole
            ? ResultFile.Split(InputFile.Open(path, RawResult.LargestResult))
            : ResultPart.Split(InputFile.ReadAll(path, RawResult.LargestResult));

    /// <summary>Reads the results in a document: one, or each benchmark of a report of GuideLLM.</summary>
    private static IEnumerable<ResultFields> FieldsOf(ResultDocument document, string stem) =>
        GuidellmReport.TryFindBenchmarks(document) is { } benchmarks
            ? benchmarks.Select(benchmark => ResultFields.OfGuidellm(benchmark, stem))
            : [ResultFields.OfLoose(document, stem)];
}
