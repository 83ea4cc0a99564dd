using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace ServeMulti.Results.Folder;

/// <summary>The SHA-256 of the content of a file.</summary>
/// <param name="High">Its first 16 bytes.</param>
/// <param name="Low">Its last 16 bytes.</param>
internal readonly record struct ContentHash(UInt128 High, UInt128 Low)
{
    private const int HalfSize = SHA256.HashSizeInBytes / 2;
    private const int HalfDigits = 2 * HalfSize;

    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return FromBytes(hash);
    }

    /// <summary>Computes the hash of what a stream holds, piece by piece.</summary>
    public static ContentHash Of(Stream content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return FromBytes(hash);
    }

    /// <summary>Reads 64 hexadecimal digits in UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out ContentHash hash)
    {
        hash = default;
        if (
            digits.Length != 2 * HalfDigits
            || !UInt128.TryParse(digits[..HalfDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !UInt128.TryParse(digits[HalfDigits..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
        )
        {
            return false;
        }

        hash = new ContentHash(high, low);
        return true;
    }

    private static ContentHash FromBytes(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[HalfSize..]));

    /// <summary>Returns the 64 hexadecimal digits, in lower case.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");
}
