using System.Globalization;
using System.Text;

namespace ServeMulti.Files;

/// <summary>Reads files that people and other programs wrote: files only (see <see cref="RegularFile"/>), and none that is larger than
/// expected.</summary>
internal static class InputFile
{
    /// <summary>The most bytes of a file that people write for a sweep, such as one of parameters.</summary>
    public const int LargestDocument = 256 << 20;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <exception cref="NotAFileException">Something else is at the path.</exception>
    /// <exception cref="IOException">It is larger than the limit, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    public static FileStream Open(string path, int limit)
    {
        var stream = RegularFile.OpenRead(path, bufferSize: 16 * 1024);
        if (stream.Length <= limit)
        {
            return stream;
        }

        var length = stream.Length;
        stream.Dispose();
        throw TooLarge(path, length, limit);
    }

    /// <summary>Reads a whole file.</summary>
    /// <inheritdoc cref="Open"/>
    public static byte[] ReadAll(string path, int limit)
    {
        using var stream = Open(path, limit);
        var content = new byte[stream.Length];
        var count = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);

        // A file that grows while it is read, or one of the kernel, which has no length.
        for (int next; count == content.Length && (next = stream.ReadByte()) >= 0; )
        {
            if (count == limit)
            {
                throw TooLarge(path, count + 1L, limit);
            }

            Array.Resize(ref content, (int)Math.Min(Math.Max(4096, 2L * count), limit));
            content[count++] = (byte)next;
            count += stream.ReadAtLeast(content.AsSpan(count), content.Length - count, throwOnEndOfStream: false);
        }

        return count == content.Length ? content : content[..count];
    }

    /// <summary>Reads a whole file as text: UTF-8, or what its byte order mark says.</summary>
    /// <inheritdoc cref="Open"/>
    public static string ReadText(string path, int limit)
    {
        using var reader = new StreamReader(new MemoryStream(ReadAll(path, limit)));
        return reader.ReadToEnd();
    }

    /// <summary>Reads the lines of a file. Those that are too long are left out, and never held as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <param name="longestLine">The most characters of a line.</param>
    /// <inheritdoc cref="Open"/>
    public static IEnumerable<string> ReadLines(string path, int limit, int longestLine)
    {
        using var reader = new StreamReader(Open(path, limit));
        var buffer = new char[4096];
        var line = new StringBuilder();
        var isTooLong = false;
        for (int count; (count = reader.Read(buffer, 0, buffer.Length)) > 0; )
        {
            for (var index = 0; index < count; index++)
            {
                if (buffer[index] != '\n')
                {
                    isTooLong |= line.Length == longestLine;
                    _ = isTooLong ? line.Clear() : line.Append(buffer[index]);
                    continue;
                }

                if (!isTooLong)
                {
                    yield return line.ToString();
                }

                line.Clear();
                isTooLong = false;
            }
        }

        if (line.Length > 0 && !isTooLong)
        {
            yield return line.ToString();
        }
    }

    private static IOException TooLarge(string path, long length, int limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"'{path}' has {length} bytes, more than the {limit} that are read."));
}
