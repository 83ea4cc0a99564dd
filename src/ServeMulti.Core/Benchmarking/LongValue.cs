using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>A value of a result that is too long to be kept in memory, such as the latencies of every token: it stays where it was read,
/// and is read again when it is needed.</summary>
/// <remarks>Safe for several threads at once.</remarks>
internal sealed class LongValue
{
    private const int PieceLength = 64 * 1024;

    private volatile Place _place;

    /// <param name="source">Where it lies.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="kind">Whether it is an array, an object or a text.</param>
    public LongValue(TextSource source, long start, long length, JsonValueKind kind)
    {
        _place = new(source, start, length);
        Kind = kind;
    }

    /// <summary>Gets whether it is an array, an object or a text.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>Notes that the value now lies somewhere else; where it was read from may go.</summary>
    public void MoveTo(TextSource source, long start, long length) => _place = new(source, start, length);

    /// <summary>Writes the value, with bare tokens as <see cref="TolerantJson"/> spells them.</summary>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="IOException">It cannot be read any more.</exception>
    public long CopyTo(Stream output)
    {
        var place = _place;
        var buffer = new byte[PieceLength];
        var search = new BareTokenSearch();
        var (filled, read, written) = (0, 0L, 0L);
        while (filled > 0 || read < place.Length)
        {
            var wanted = (int)Math.Min(buffer.Length - filled, place.Length - read);
            var received = wanted == 0 ? 0 : place.Source(buffer.AsSpan(filled, wanted), place.Start + read);
            if (wanted > 0 && received == 0)
            {
                throw new IOException("A long value of a result is gone: its file became shorter after it was read.");
            }

            (filled, read) = (filled + received, read + received);
            var done = Write(output, buffer.AsSpan(0, filled), ref search, read == place.Length, ref written);
            buffer.AsSpan(done, filled - done).CopyTo(buffer);
            filled -= done;
        }

        return written;
    }

    /// <summary>Reads the whole value into memory.</summary>
    /// <exception cref="IOException">It cannot be read any more.</exception>
    public JsonElement Read()
    {
        using var content = new MemoryStream();
        CopyTo(content);
        var reader = new Utf8JsonReader(content.GetBuffer().AsSpan(0, (int)content.Length));
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Writes as much of a piece as is certain, and returns how much of it that is.</summary>
    private static int Write(Stream output, ReadOnlySpan<byte> piece, ref BareTokenSearch search, bool isLast, ref long written)
    {
        var (copied, place) = (0, 0);
        while (search.Find(piece, ref place, isLast, out var replacement) is > 0 and var length)
        {
            output.Write(piece[copied..place]);
            output.Write(replacement);
            written += place - copied + replacement.Length;
            copied = place += length;
        }

        output.Write(piece[copied..place]);
        written += place - copied;
        return place;
    }

    private sealed record Place(TextSource Source, long Start, long Length);
}
