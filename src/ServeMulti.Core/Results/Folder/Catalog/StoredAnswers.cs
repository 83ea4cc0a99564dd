using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>The answers of searches in an experiment's folder, and the rules they were found under.</summary>
internal sealed class StoredAnswers(IFileSystem files, ExperimentLayout layout, ExperimentCatalog catalog)
{
    /// <summary>Lists the answers, by their path within the experiment, that were found under rules from which the planned ones
    /// differ.</summary>
    public IReadOnlyList<string> FindOfOtherRules(Experiment planned) =>
        catalog.Experiment?.Rules is not { } known || known.Compare(planned).Count == 0
            ? []
            :
            [
                .. catalog
                    .Folders.Values.OrderBy(folder => folder.Name, StringComparer.Ordinal)
                    .SelectMany(folder => folder.Answers.Order(StringComparer.Ordinal), (folder, answer) => $"{folder.Name}/{answer}")
                    .Where(path =>
                        TryRead(files, layout.CaseFolder(path)) is { } answer
                        && known.HaveChanged(planned, Text(answer, "variable"), NameOf(answer))
                    ),
            ];

    /// <summary>Lists the files of the experiment whose format is unknown, one line each: nothing of it may then be changed.</summary>
    public IReadOnlyList<string> FindFormatProblems() =>
        catalog.Experiment?.FormatProblem is { } problem
            ? [$"{layout.ExperimentFile} {problem}."]
            :
            [
                .. catalog
                    .Folders.Values.SelectMany(folder => folder.Loads.Prepend(folder))
                    .SelectMany(folder => folder.Answers, (folder, answer) => Path.Combine(layout.CaseFolder(folder.Name), answer))
                    .Order(StringComparer.Ordinal)
                    .Select(path => (Path: path, Problem: TryRead(files, path) is { } answer ? FormatVersions.FindProblem(answer) : null))
                    .Where(one => one.Problem is not null)
                    .Select(one => $"{one.Path} {one.Problem}."),
            ];

    /// <summary>Says that the rules of stored answers are not known: an older version wrote them.</summary>
    public IEnumerable<string> DescribeUnknown(Experiment planned)
    {
        if (
            planned.Rules.Count > 0
            && catalog.Experiment is { Rules: null }
            && catalog.Folders.Values.Any(folder => folder.Answers.Count > 0 || folder.Loads.Count > 0)
        )
        {
            yield return $"{layout.ExperimentFile} does not say under which rules its answers were found (an older version wrote it): they are not compared, and every answer is concluded again from the stored runs.";
        }
    }

    /// <summary>Reads the load variable of an answer; null where the file is none of ours.</summary>
    public static string? TryReadVariable(IFileSystem files, string path) =>
        TryRead(files, path) is { } answer ? Text(answer, "variable") : null;

    /// <summary>Returns why an answer must not be replaced, as what follows the name of its file; null where it may be, or there is
    /// none.</summary>
    public static string? FindFormatProblem(IFileSystem files, string path) =>
        TryRead(files, path) is { } answer ? FormatVersions.FindProblem(answer) : null;

    private static JsonElement? TryRead(IFileSystem files, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(files.ReadWhole(path), JsonText.Deep);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception exception)
            when (exception is FileNotFoundException or DirectoryNotFoundException || JsonText.IsUnreadable(exception))
        {
            return null;
        }
    }

    private static string? NameOf(JsonElement answer) =>
        answer.TryGetProperty("sla", out var level) && level.ValueKind == JsonValueKind.Object ? Text(level, "name") : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
