using System.Buffers;
using System.Text.Json;

namespace ServeMulti.Plotting.Runs;

/// <summary>Reads the items of a JSON array that is written to it piece by piece: numbers, texts, and arrays of numbers.</summary>
internal sealed class ArrayReading(Action<int, double> onNumber, Action<int, bool>? onText = null) : Stream
{
    private const int LongestToken = 16 << 20;

    private readonly ArrayBufferWriter<byte> _rest = new();
    private JsonReaderState _state;
    private int _index;

    /// <summary>Gets how many items were read.</summary>
    public int Count => _index;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="FormatException">An item is too long.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _rest.Write(buffer);
        var reader = new Utf8JsonReader(_rest.WrittenSpan, isFinalBlock: false, _state);
        while (reader.Read())
        {
            Take(ref reader);
        }

        _state = reader.CurrentState;
        var left = _rest.WrittenSpan[(int)reader.BytesConsumed..].ToArray();
        if (left.Length > LongestToken)
        {
            throw new FormatException("An item of its arrays is too long.");
        }

        _rest.ResetWrittenCount();
        _rest.Write(left);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                onNumber(_index, reader.GetDouble());
                break;
            case JsonTokenType.String:
                onText?.Invoke(_index, reader.HasValueSequence ? reader.ValueSequence.Length > 0 : reader.ValueSpan.Length > 0);
                break;
        }

        // An inner array is one item of the outer one.
        if (reader.CurrentDepth == 1 && reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            _index++;
        }
    }
}
