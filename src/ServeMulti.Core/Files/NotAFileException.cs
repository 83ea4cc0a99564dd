using ServeMulti.Native;

namespace ServeMulti.Files;

/// <summary>A file was to be read or written, and something else is in its place: a folder, a pipe, a socket or a device. It was left as it
/// is.</summary>
internal sealed class NotAFileException : IOException
{
    public NotAFileException(string path, FileKind kind)
        : base($"'{path}' is {Describe(kind)}, not a file.") => (Path, Reason) = (path, $"it is {Describe(kind)}");

    /// <summary>Gets the path, as it was given.</summary>
    public string Path { get; }

    /// <summary>Gets what is wrong, without the path: <c>it is a folder</c>.</summary>
    public string Reason { get; }

    private static string Describe(FileKind kind) =>
        kind switch
        {
            FileKind.Folder => "a folder",
            FileKind.Pipe => "a pipe",
            FileKind.Socket => "a socket",
            _ => "a device",
        };
}
