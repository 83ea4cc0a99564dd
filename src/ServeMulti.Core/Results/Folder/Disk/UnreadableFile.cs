using System.Text.Json;
using ServeMulti.Files;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>A file that does not hold what it should hold: torn, empty, something else, a folder or a pipe in its place.</summary>
/// <remarks>A file that the system refuses to read (a permission, a broken disk) is none of these: it may be good, so nothing is concluded
/// from it.</remarks>
/// <param name="Path">The file.</param>
/// <param name="Reason">What is wrong with it.</param>
internal readonly record struct UnreadableFile(string Path, string Reason)
{
    public const string FolderInPlace = "it is a folder";

    /// <summary>Says of the file of a finished run that something changed it.</summary>
    public const string ChangedContent = "it is not what was stored (its SHA-256 differs)";

    /// <summary>Makes the reason of an exception that <see cref="JsonText.IsUnreadable"/> knows.</summary>
    public static UnreadableFile Of(string path, Exception exception) =>
        new(
            path,
            exception switch
            {
                NotAFileException other => other.Reason,
                JsonException json => JsonProblem.Describe(json),
                _ => exception.Message,
            }
        );

    /// <summary>Gets the reason on one line.</summary>
    public string Summary => Reason.ReplaceLineEndings(" ").TrimEnd('.');
}
