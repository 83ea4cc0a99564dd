namespace ServeMulti.Files;

/// <summary>Finds what shows that ServeMulti wrote a file.</summary>
internal static class FileMark
{
    private const int Range = 256 * 1024;

    /// <summary>Returns whether a text is near the beginning or the end of a file.</summary>
    public static bool IsIn(Stream stream, ReadOnlySpan<byte> mark) =>
        IsBehind(stream, 0, mark) || IsBehind(stream, Math.Max(0, stream.Length - Range), mark);

    private static bool IsBehind(Stream stream, long start, ReadOnlySpan<byte> mark)
    {
        var part = new byte[Math.Min(Range, stream.Length - start)];
        stream.Position = start;
        var count = stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
        return part.AsSpan(0, count).IndexOf(mark) >= 0;
    }
}
