namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Bytes of an answer that are kept until the rest of something arrives; it grows as needed, up to a limit, and is used
/// again.</summary>
internal sealed class ByteBuffer
{
    /// <summary>The most that is kept: no answer of a server that is well is near it, and one that never ends must not take the host's
    /// memory.</summary>
    public const int Longest = 64 * 1024 * 1024;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    /// <summary>Gets what was appended; after <see cref="Clear"/> it holds until the next <see cref="Append"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <exception cref="HttpIOException">It would be too long.</exception>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.Length > Longest - Length)
        {
            throw new HttpIOException(HttpRequestError.InvalidResponse, "A part of the answer is longer than 64 MiB.");
        }

        if (_bytes.Length < Length + data.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Length + data.Length, Math.Max(256, _bytes.Length * 2)));
        }

        data.CopyTo(_bytes.AsSpan(Length));
        Length += data.Length;
    }

    /// <summary>Appends a stream to its end.</summary>
    /// <exception cref="HttpIOException">It would be too long.</exception>
    public async Task AppendAsync(Stream stream, CancellationToken cancellationToken)
    {
        var piece = new byte[16 * 1024];
        while (await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and var length)
        {
            Append(piece.AsSpan(0, length));
        }
    }

    public void Clear() => Length = 0;
}
