using System.Globalization;
using System.Text;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Writes requests in HTTP/1.1: all have the same head but for the length. Immutable.</summary>
internal sealed class WireRequestHead
{
    // What these say changes how a message is framed or a connection is used.
    private static readonly string[] Unusual =
    [
        "Connection",
        "Keep-Alive",
        "Transfer-Encoding",
        "TE",
        "Trailer",
        "Upgrade",
        "Expect",
        "Host",
        "Content-Length",
        "Content-Type",
        "Content-Encoding",
        "Accept-Encoding",
    ];

    private readonly byte[] _head;

    public WireRequestHead(OpenAiTarget target)
    {
        var uri = target.RequestUri;
        var text = new StringBuilder(
            $"POST {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority[(uri.Authority.IndexOf('@', StringComparison.Ordinal) + 1)..]}\r\n"
        );
        foreach (var (name, value) in AllHeaders(target))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        _head = Encoding.ASCII.GetBytes(text.Append("Content-Type: application/json\r\nContent-Length: ").ToString());
    }

    /// <summary>Returns whether the headers of requests are such that nothing but their writing is to be done for them.</summary>
    public static bool IsPlain(OpenAiTarget target) =>
        AllHeaders(target)
            .All(header =>
                !Unusual.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
                && !header.Key.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)
                && Ascii.IsValid(header.Key)
                && Ascii.IsValid(header.Value)
            );

    /// <summary>Writes a whole request.</summary>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[16];
        content.Length.TryFormat(length, out var digits, default, CultureInfo.InvariantCulture);
        var request = new byte[_head.Length + digits + 4 + content.Length];
        var rest = request.AsSpan();
        _head.CopyTo(rest);
        rest = rest[_head.Length..];
        length[..digits].CopyTo(rest);
        "\r\n\r\n"u8.CopyTo(rest[digits..]);
        content.CopyTo(rest[(digits + 4)..]);
        return request;
    }

    // A header of the host's own goes before the one that the API key makes.
    private static Dictionary<string, string> AllHeaders(OpenAiTarget target)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (target.ApiKey is not null)
        {
            headers["Authorization"] = "Bearer " + target.ApiKey;
        }

        foreach (var (name, value) in target.Headers)
        {
            headers[name] = value;
        }

        return headers;
    }
}
