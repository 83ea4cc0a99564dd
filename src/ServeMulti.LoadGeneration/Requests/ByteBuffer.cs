namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Bytes of an answer that are kept until the rest of something arrives; it grows as needed, up to a limit, and is used
/// again.</summary>
/// <remarks>Beyond its first 64 KiB it consists of blocks that requests share one after the other: an array of each size would leave as much
/// garbage as it holds.</remarks>
internal sealed class ByteBuffer
{
    private const int FirstLength = 256;
    private const int LongestScratch = 1024 * 1024;

    // What is joined is used before anything else on the thread is.
    [ThreadStatic]
    private static byte[]? _scratch;

    private readonly int _longest;
    private readonly RequestTrace? _trace;
    private readonly List<byte[]> _blocks = [];
    private byte[] _first = [];

    /// <param name="longest">The most that is kept, in bytes: an answer that never ends must not take the host's memory.</param>
    /// <param name="trace">The request whose answer it is, which takes the memory; null: nobody counts it.</param>
    public ByteBuffer(int longest, RequestTrace? trace = null)
    {
        _longest = longest;
        _trace = trace;
        trace?.Own(this);
    }

    public int Length { get; private set; }

    /// <summary>Gets what was appended; after <see cref="Clear"/> it holds until the next <see cref="Append"/> or the next buffer that is
    /// read on the thread.</summary>
    public ReadOnlySpan<byte> Written => Length <= _first.Length ? _first.AsSpan(0, Length) : Join();

    /// <exception cref="HttpIOException">It would be too long.</exception>
    /// <exception cref="AnswerMemoryException">There is no memory left for it.</exception>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.Length > _longest - Length)
        {
            throw TooLong(_longest);
        }

        while (!data.IsEmpty)
        {
            var room = FindRoom(data.Length);
            var length = Math.Min(room.Length, data.Length);
            data[..length].CopyTo(room);
            data = data[length..];
            Length += length;
        }
    }

    /// <summary>Appends a stream to its end.</summary>
    /// <exception cref="HttpIOException">It would be too long.</exception>
    /// <exception cref="AnswerMemoryException">There is no memory left for it.</exception>
    public async Task AppendAsync(Stream stream, CancellationToken cancellationToken)
    {
        var piece = new byte[16 * 1024];
        while (await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and var length)
        {
            Append(piece.AsSpan(0, length));
        }
    }

    public void Clear()
    {
        Length = 0;
        foreach (var block in _blocks)
        {
            _trace?.ReturnBlock(block);
        }

        _blocks.Clear();
    }

    /// <summary>Makes the exception for a part of an answer that is longer than a limit.</summary>
    public static HttpIOException TooLong(int longest) =>
        new(HttpRequestError.InvalidResponse, $"A part of the answer is longer than {Describe(longest)}.");

    private static string Describe(int bytes) =>
        bytes >= 1 << 20 ? FormattableString.Invariant($"{bytes >> 20} MiB") : FormattableString.Invariant($"{bytes >> 10} KiB");

    private Span<byte> FindRoom(int wanted)
    {
        if (Length < AnswerMemory.BlockLength)
        {
            if (Length == _first.Length)
            {
                Grow(Length + wanted);
            }

            return _first.AsSpan(Length);
        }

        var (number, place) = Math.DivRem(Length - AnswerMemory.BlockLength, AnswerMemory.BlockLength);
        if (number == _blocks.Count)
        {
            _blocks.Add(_trace?.TakeBlock() ?? new byte[AnswerMemory.BlockLength]);
        }

        return _blocks[number].AsSpan(place);
    }

    private void Grow(int least)
    {
        var length = Math.Min(AnswerMemory.BlockLength, Math.Max(least, Math.Max(FirstLength, _first.Length * 2)));
        _trace?.TakeMemory(length - _first.Length);
        Array.Resize(ref _first, length);
    }

    private ReadOnlySpan<byte> Join()
    {
        var joined = Length <= LongestScratch ? _scratch ??= new byte[LongestScratch] : new byte[Length];
        _first.CopyTo(joined, 0);
        var place = _first.Length;
        foreach (var block in _blocks)
        {
            var length = Math.Min(block.Length, Length - place);
            block.AsSpan(0, length).CopyTo(joined.AsSpan(place));
            place += length;
        }

        return joined.AsSpan(0, Length);
    }
}
