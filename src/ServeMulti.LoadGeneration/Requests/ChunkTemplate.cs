using System.Buffers;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>The last chunk of a stream that held nothing but one generated text: most chunks differ from it in that text alone.</summary>
/// <remarks>
/// A chunk that begins and ends with the same bytes, and has a plain string in between, says the same as the last one but for the text.
/// Comparing bytes costs a small part of what reading JSON does; anything else about a chunk is left to <see cref="AnswerReader"/>.
/// </remarks>
internal sealed class ChunkTemplate
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(value => (byte)value),
        (byte)'"',
        (byte)'\\',
    ]);

    // What is around the text of a chunk: more than this is not kept for every stream.
    private const int LongestRest = 4096;

    private byte[] _bytes = [];
    private int _before;
    private int _after;

    /// <summary>Keeps a chunk that was read, where it is one that others can be compared with.</summary>
    public void Learn(ReadOnlySpan<byte> chunk, in AnswerPart part)
    {
        _before = 0;
        if (
            chunk.Length - part.TextLength > LongestRest
            || !part.HasToken
            || part.TextCount != 1
            || !part.Ended.IsEmpty
            || part.Error is not null
            || !part.Usage.IsEmpty
        )
        {
            return;
        }

        _before = part.TextPlace.Start.Value;
        _after = chunk.Length - part.TextPlace.End.Value;
        if (_bytes.Length < _before + _after)
        {
            _bytes = new byte[_before + _after];
        }

        chunk[.._before].CopyTo(_bytes);
        chunk[^_after..].CopyTo(_bytes.AsSpan(_before));
    }

    /// <summary>Returns whether a chunk differs from the kept one in its text alone, and gives that text, which is not empty.</summary>
    public bool TryMatch(ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_before == 0 || chunk.Length <= _before + _after)
        {
            return false;
        }

        var known = _bytes.AsSpan(0, _before + _after);
        text = chunk[_before..^_after];
        return chunk.EndsWith(known[_before..]) && chunk.StartsWith(known[.._before]) && !text.ContainsAny(Special);
    }
}
