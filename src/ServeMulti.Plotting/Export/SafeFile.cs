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
        var full = Path.GetFullPath(path);
        try
        {
            OutputFile.At(full, stream => FileMark.IsIn(stream, mark), overwrite).Write(write);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FigureExportException(OutputFile.Describe(full, exception), exception);
        }
    }
}
