using ServeMulti.Files;

namespace ServeMulti.Cli;

/// <summary>Standard output as the place of a file: <c>-</c> or its name among the devices. It is written through, never
/// replaced.</summary>
internal static class StandardOutput
{
    private static readonly string[] Names = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    public static bool IsMeantBy(string path) => Names.Contains(path, StringComparer.Ordinal);

    /// <exception cref="ServeMultiException">It cannot be written.</exception>
    public static void Write(ReadOnlySpan<byte> content)
    {
        try
        {
            using var stream = Console.OpenStandardOutput();
            stream.Write(content);
            stream.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServeMultiException(OutputFile.Describe("standard output", exception), exception);
        }
    }
}
