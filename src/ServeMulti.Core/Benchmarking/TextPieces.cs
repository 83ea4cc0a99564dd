using System.Text.Unicode;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Gives a text of any length piece by piece, checks that it is UTF-8, and makes JSON of what Python writes.</summary>
internal sealed class TextPieces(TextSource source)
{
    private const int PieceLength = 64 * 1024;
    private const int LongestToken = 8 * 1024 * 1024;

    // The text as it was read, and the same text with each bare token as a string of the same length: places in both are equal.
    private byte[] _raw = new byte[PieceLength];
    private byte[] _json = new byte[PieceLength];
    private int _filled;
    private int _checked;
    private int _usable;
    private BareTokenSearch _search;

    /// <summary>Gets the present piece as JSON: a bare token is a string of other text and of the same length.</summary>
    public ReadOnlySpan<byte> Json => _json.AsSpan(0, _usable);

    /// <summary>Gets the present piece as it was read.</summary>
    public ReadOnlySpan<byte> Raw => _raw.AsSpan(0, _usable);

    /// <summary>Gets the offset of the piece in the whole text.</summary>
    public long Start { get; private set; }

    /// <summary>Gets the line in which the piece begins, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Gets whether the text ends with the piece.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Reads to behind a byte order mark.</summary>
    public void Begin()
    {
        while (_filled < 3 && !IsLast)
        {
            Extend();
        }

        if (_raw.AsSpan(0, _filled).StartsWith("\uFEFF"u8))
        {
            Consume(3);
        }
    }

    /// <summary>Reads on: more text follows what is left of the piece.</summary>
    /// <exception cref="InvalidInputException">The text is not UTF-8, or a part that cannot be divided is too long.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public void Extend()
    {
        if (_filled == _raw.Length)
        {
            Grow();
        }

        var read = source(_raw.AsSpan(_filled), Start + _filled);
        _raw.AsSpan(_filled, read).CopyTo(_json.AsSpan(_filled));
        _filled += read;
        IsLast = read == 0;
        CheckUnicode();
        QuoteBareTokens();
    }

    /// <summary>Takes text off the front of the piece.</summary>
    public void Consume(int length)
    {
        Line += _raw.AsSpan(0, length).Count((byte)'\n');
        _raw.AsSpan(length, _filled - length).CopyTo(_raw);
        _json.AsSpan(length, _filled - length).CopyTo(_json);
        Start += length;
        _filled -= length;
        _checked -= length;
        _usable -= length;
    }

    private void Grow()
    {
        if (_raw.Length >= LongestToken)
        {
            throw new InvalidInputException($"The result holds one text or number of more than {LongestToken} bytes, after byte {Start}.");
        }

        Array.Resize(ref _raw, 2 * _raw.Length);
        Array.Resize(ref _json, _raw.Length);
    }

    private void CheckUnicode()
    {
        ReadOnlySpan<byte> text = _raw.AsSpan(_checked, _filled - _checked);
        text = IsLast ? text : text[..^CountOfUnfinished(text)];
        if (!Utf8.IsValid(text))
        {
            throw new InvalidInputException("The result is not UTF-8 text.");
        }

        _checked += text.Length;
    }

    /// <summary>Returns how many bytes at the end are the beginning of a character whose rest has not arrived.</summary>
    private static int CountOfUnfinished(ReadOnlySpan<byte> text)
    {
        for (var count = 1; count <= Math.Min(3, text.Length); count++)
        {
            var first = text[^count];
            if ((first & 0xC0) != 0x80)
            {
                var length =
                    first >= 0xF0 ? 4
                    : first >= 0xE0 ? 3
                    : first >= 0xC0 ? 2
                    : 1;
                return length > count ? count : 0;
            }
        }

        return 0;
    }

    private void QuoteBareTokens()
    {
        while (_search.Find(_json.AsSpan(0, _filled), ref _usable, IsLast, out _) is > 0 and var length)
        {
            _json[_usable] = _json[_usable + length - 1] = (byte)'"';
            _usable += length;
        }
    }
}
