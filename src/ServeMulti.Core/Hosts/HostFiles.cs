using ServeMulti.Files;

namespace ServeMulti.Hosts;

/// <summary>Reads files in which the system describes itself. What is not there, or may not be read, is not known.</summary>
/// <param name="root">The root of the file system.</param>
internal sealed class HostFiles(string root)
{
    private const int Limit = 16 << 20;

    /// <summary>Returns the text of a file; null where it cannot be read.</summary>
    /// <param name="path">The path, without a leading slash.</param>
    public string? TryRead(string path)
    {
        var full = Path.Combine(root, path);
        try
        {
            return File.Exists(full) ? InputFile.ReadText(full, Limit) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotAFileException)
        {
            return null;
        }
    }

    /// <summary>Returns the text of a file that has one line.</summary>
    public string? TryReadLine(string path) => TryRead(path)?.Trim();

    /// <summary>Returns the lines of a file; none where it cannot be read.</summary>
    public string[] ReadLines(string path) => TryRead(path)?.Split('\n') ?? [];

    /// <summary>Lists the paths of folders with a name.</summary>
    public IEnumerable<string> ListFolders(string path, string pattern)
    {
        var full = Path.Combine(root, path);
        try
        {
            return Directory.Exists(full)
                ? [.. Directory.GetDirectories(full, pattern).Select(one => Path.GetRelativePath(root, one))]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
