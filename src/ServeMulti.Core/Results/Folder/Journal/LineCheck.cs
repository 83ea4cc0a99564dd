using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace ServeMulti.Results.Folder;

/// <summary>The first field of a journal line: 16 digits of the SHA-256 of everything behind it. A line that was damaged later is recognised by it, also where it still is JSON.</summary>
internal static class LineCheck
{
    private const int Digits = 16;

    public static ReadOnlySpan<byte> Start => "{\"check\":\""u8;

    private static ReadOnlySpan<byte> End => "\","u8;

    /// <summary>Adds the check to a line, which is an object with at least one field.</summary>
    public static byte[] AddTo(ReadOnlySpan<byte> line)
    {
        var fields = line[1..];
        Span<byte> check = stackalloc byte[Digits];
        Spell(fields, check);
        return [.. Start, .. check, .. End, .. fields];
    }

    /// <summary>Returns whether a line is as it was written. Lines of older versions have no check and are accepted.</summary>
    public static bool Accepts(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(Start))
        {
            return true;
        }

        var lead = Start.Length + Digits + End.Length;
        if (line.Length < lead)
        {
            return false;
        }

        Span<byte> check = stackalloc byte[Digits];
        Spell(line[lead..], check);
        return line.Slice(Start.Length, Digits).SequenceEqual(check);
    }

    private static void Spell(ReadOnlySpan<byte> fields, Span<byte> digits)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(fields, hash);
        Utf8Formatter.TryFormat(BinaryPrimitives.ReadUInt64BigEndian(hash), digits, out _, new StandardFormat('x', Digits));
    }
}
