namespace ServeMulti.LoadGeneration.Wire;

/// <summary>Bytes that are kept until the rest of something arrives; it grows as needed and is used again.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    /// <summary>Gets what was appended; after <see cref="Clear"/> it holds until the next <see cref="Append"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> data)
    {
        if (_bytes.Length < Length + data.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Length + data.Length, Math.Max(256, _bytes.Length * 2)));
        }

        data.CopyTo(_bytes.AsSpan(Length));
        Length += data.Length;
    }

    public void Clear() => Length = 0;
}
