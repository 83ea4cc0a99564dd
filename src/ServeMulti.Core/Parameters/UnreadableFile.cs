using ServeMulti.Files;

namespace ServeMulti.Parameters;

/// <summary>Describes a file of parameters or SLAs that cannot be read, in the same words for all of them.</summary>
internal static class UnreadableFile
{
    /// <summary>Returns whether an exception means that a file cannot be read.</summary>
    public static bool IsMeantBy(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>Returns the file, the reason and what to do.</summary>
    /// <param name="path">The path as it was given.</param>
    /// <param name="exception">What reading it threw.</param>
    /// <param name="content">What the file should hold, such as <c>parameters</c>.</param>
    public static string Describe(string path, Exception exception, string content)
    {
        var reason =
            exception is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist"
            : exception is NotAFileException other ? other.Reason
            : exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
        return $"{(path.Any(char.IsControl) ? Excerpt.Of(path) : path)}: cannot be read: {reason}; name a file of {content}.";
    }
}
