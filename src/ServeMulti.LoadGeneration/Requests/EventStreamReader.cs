using System.Text;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Reads server-sent events from whatever pieces arrive, as the standard has them. An event that has arrived whole is not
/// copied.</summary>
/// <remarks>
/// System.Net.ServerSentEvents reads from a stream that it waits for itself, one task a stream, and without a limit; this reader is given
/// what has arrived and keeps no more than <see cref="Longest"/>. Both read the same: a test compares them.
/// </remarks>
/// <param name="trace">The request whose answer it reads, which takes the memory of what is kept; null: nobody counts it.</param>
internal sealed class EventStreamReader(RequestTrace? trace = null)
{
    /// <summary>The longest line, and the longest event, in bytes: no token of a server that is well is near it.</summary>
    public const int Longest = 1024 * 1024;

    private const int LongestType = 64;

    private readonly ByteBuffer _line = new(Longest, trace);
    private readonly ByteBuffer _data = new(Longest, trace);
    private string _type = "";
    private bool _hasData;
    private bool _isAfterCarriageReturn;
    private bool _isBegun;

    /// <summary>Receives an event. The data holds for the call alone.</summary>
    /// <param name="type">The type that was given; empty if none was.</param>
    /// <param name="data">The data.</param>
    public delegate void Receiver(string type, ReadOnlySpan<byte> data);

    /// <summary>Reads on, and hands over each event that is complete.</summary>
    public void Read(ReadOnlySpan<byte> text, Receiver receiver)
    {
        // The data of an event of one line lies in the text itself, and is copied only where the text ends before the event does.
        ReadOnlySpan<byte> single = default;
        while (TryReadLine(ref text, out var line, out var isCopy))
        {
            if (line.IsEmpty)
            {
                Dispatch(single, receiver);
                single = default;
            }
            else if (TryReadData(line, out var data))
            {
                Keep(ref single);
                _hasData = true;
                if (isCopy || _data.Length > 0)
                {
                    Append(data);
                }
                else
                {
                    single = data;
                }
            }
        }

        Keep(ref single);
    }

    private void Dispatch(ReadOnlySpan<byte> single, Receiver receiver)
    {
        if (_hasData)
        {
            // What is kept has a line end before each line.
            receiver(_type, _data.Length > 0 ? _data.Written[1..] : single);
        }

        _data.Clear();
        _hasData = false;
        _type = "";
    }

    private void Keep(ref ReadOnlySpan<byte> single)
    {
        if (_hasData && _data.Length == 0)
        {
            Append(single);
        }

        single = default;
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        _data.Append("\n"u8);
        _data.Append(data);
    }

    // Fields other than the data are used up here.
    private bool TryReadData(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> data)
    {
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        data = colon < 0 ? default : line[(colon + 1)..];
        data = data.StartsWith(" "u8) ? data[1..] : data;
        if (name.SequenceEqual("event"u8))
        {
            _type = Encoding.UTF8.GetString(data[..Math.Min(data.Length, LongestType)]);
        }

        if (name.SequenceEqual("error"u8) && !data.IsEmpty)
        {
            // llama.cpp reports errors in a field of that name, which the standard does not have.
            _type = "error";
            return true;
        }

        return name.SequenceEqual("data"u8);
    }

    private bool TryReadLine(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line, out bool isCopy)
    {
        SkipSecondHalfOfLineEnd(ref text);
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        isCopy = _line.Length > 0;
        if (end < 0)
        {
            _line.Append(text);
            text = line = default;
            return false;
        }

        _isAfterCarriageReturn = text[end] == (byte)'\r';
        line = text[..end];
        text = text[(end + 1)..];
        if (isCopy)
        {
            _line.Append(line);
            line = _line.Written;
            _line.Clear();
        }
        else if (line.Length > Longest)
        {
            throw ByteBuffer.TooLong(Longest);
        }

        SkipByteOrderMark(ref line);
        return true;
    }

    private void SkipSecondHalfOfLineEnd(ref ReadOnlySpan<byte> text)
    {
        if (_isAfterCarriageReturn && !text.IsEmpty)
        {
            _isAfterCarriageReturn = false;
            text = text[0] == (byte)'\n' ? text[1..] : text;
        }
    }

    private void SkipByteOrderMark(ref ReadOnlySpan<byte> line)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            line = line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line;
        }
    }
}
