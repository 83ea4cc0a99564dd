using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>What is needed of the status line and the headers of an answer in HTTP/1.1.</summary>
internal sealed class HttpAnswerHead
{
    private bool _isOldVersion;
    private bool _saysClose;
    private bool _saysKeepAlive;

    public int Status { get; private set; }

    public string ReasonPhrase { get; private set; } = "";

    public bool IsChunked { get; private set; }

    public long? ContentLength { get; private set; }

    /// <summary>Gets whether the content is one JSON object.</summary>
    public bool IsJson { get; private set; }

    /// <summary>Gets whether the content is a page for people.</summary>
    public bool IsHtml { get; private set; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Gets whether the answer is one of those that announce another: 100 and its like.</summary>
    public bool IsInterim => Status is >= 100 and < 200;

    /// <summary>Gets whether such an answer never has content, whatever its headers say.</summary>
    public bool HasNoContent => Status is 204 or 304;

    /// <summary>Gets whether the end of the content is marked by something else than the end of the connection.</summary>
    public bool IsFramed => IsChunked || ContentLength is not null || HasNoContent;

    public bool KeepsConnection => IsFramed && !_saysClose && (!_isOldVersion || _saysKeepAlive);

    public void ReadStatusLine(ReadOnlySpan<byte> line)
    {
        _isOldVersion = line.StartsWith("HTTP/1.0 "u8);
        if (
            line.Length < 12
            || !line.StartsWith("HTTP/1."u8)
            || !char.IsAsciiDigit((char)line[7])
            || line[8] != ' '
            || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var length)
            || length != 3
            || status < 100
            || (line.Length > 12 && line[12] != ' ')
        )
        {
            throw Invalid("Received an invalid status line", line);
        }

        Status = status;
        ReasonPhrase = IsSuccess || line.Length <= 13 ? "" : Encoding.Latin1.GetString(line[13..]);
        (_saysClose, _saysKeepAlive, IsChunked, ContentLength, IsJson, IsHtml) = (false, false, false, null, false, false);
    }

    public void ReadHeader(ReadOnlySpan<byte> line)
    {
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            // The rest of a folded header: none that is read here is ever folded.
            return;
        }

        var colon = line.IndexOf((byte)':');
        if (colon < 1)
        {
            throw Invalid("Received an invalid header line", line);
        }

        Read(line[..colon].Trim((byte)' '), line[(colon + 1)..].Trim(" \t"u8));
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(text, other);

    private static HttpIOException Invalid(string what, ReadOnlySpan<byte> line) =>
        new(HttpRequestError.InvalidResponse, $"{what}: '{Encoding.Latin1.GetString(line[..Math.Min(line.Length, 80)])}'.");

    private void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name.Length)
        {
            case 10 when Is(name, "Connection"u8):
                var said = Encoding.Latin1.GetString(value);
                _saysClose |= said.Contains("close", StringComparison.OrdinalIgnoreCase);
                _saysKeepAlive |= said.Contains("keep-alive", StringComparison.OrdinalIgnoreCase);
                break;
            case 12 when Is(name, "Content-Type"u8):
                var end = value.IndexOf((byte)';');
                var type = (end < 0 ? value : value[..end]).Trim((byte)' ');
                (IsJson, IsHtml) = (Is(type, "application/json"u8), Is(type, "text/html"u8));
                break;
            case 14 when Is(name, "Content-Length"u8):
                ReadLength(value);
                break;
            case 17 when Is(name, "Transfer-Encoding"u8):
                IsChunked |= Encoding.Latin1.GetString(value).Contains("chunked", StringComparison.OrdinalIgnoreCase);
                break;
        }
    }

    private void ReadLength(ReadOnlySpan<byte> value)
    {
        if (
            !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || (ContentLength is { } other && other != length)
        )
        {
            throw Invalid("Received an invalid Content-Length", value);
        }

        ContentLength = length;
    }
}
