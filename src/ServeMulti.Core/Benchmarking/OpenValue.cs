using System.Buffers;
using System.Text.Json;

namespace ServeMulti.Benchmarking;

/// <summary>A value that is being read: its text as long as it is short enough, then its place alone.</summary>
/// <param name="start">Its first byte in the whole text.</param>
/// <param name="place">Its first byte in the present piece.</param>
/// <param name="kind">Whether it is an array, an object, a text or a number.</param>
internal sealed class OpenValue(long start, int place, JsonValueKind kind)
{
    private ArrayBufferWriter<byte>? _text = new(256);
    private int _place = place;

    public long Start => start;

    public JsonValueKind Kind => kind;

    /// <summary>Takes in what was read of it.</summary>
    /// <param name="piece">The piece of text that was read.</param>
    /// <param name="end">How much of the piece was read; the next piece begins there.</param>
    public void Pass(ReadOnlySpan<byte> piece, int end)
    {
        var text = piece[_place..end];
        _place = 0;
        if (_text is null || text.Length > ResultScan.LongestKept - _text.WrittenCount)
        {
            _text = null;
            return;
        }

        _text.Write(text);
    }

    /// <summary>Returns its text; null if it is a long one.</summary>
    public ReadOnlyMemory<byte>? TryTake() => _text?.WrittenMemory;
}
