using ServeMulti.Files;

namespace ServeMulti.Plotting.Export;

/// <summary>Writes figures and reports so that a reader never sees a part of one, and nothing that somebody else wrote is lost.</summary>
internal static class SafeFile
{
    /// <param name="path">The path of the file.</param>
    /// <param name="mark">What is in every file of its kind that ServeMulti writes.</param>
    /// <param name="overwrite">Whether a file without the mark may be replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="FigureExportException">The file cannot be written, or must not be replaced.</exception>
    public static void Write(string path, byte[] mark, bool overwrite, Action<Stream> write)
    {
        Guard(path, full => Find(full, mark, overwrite).Write(write));
    }

    /// <summary>Refuses a path as <see cref="Write"/> would, and writes nothing.</summary>
    /// <exception cref="FigureExportException">The file cannot be written, or must not be replaced.</exception>
    public static void Check(string path, byte[] mark, bool overwrite) => Guard(path, full => Find(full, mark, overwrite));

    private static OutputFile Find(string path, byte[] mark, bool overwrite) =>
        OutputFile.At(path, stream => FileMark.IsIn(stream, mark), overwrite);

    private static void Guard(string path, Action<string> action)
    {
        var full = Path.GetFullPath(path);
        try
        {
            action(full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FigureExportException(OutputFile.Describe(full, exception), exception);
        }
    }
}
