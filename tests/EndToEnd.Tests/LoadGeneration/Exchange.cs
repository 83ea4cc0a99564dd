using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ServeMulti.LoadGeneration;

/// <summary>One request that arrived at a <see cref="StreamServer"/>, and the means to answer it.</summary>
internal sealed class Exchange
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private Exchange(TcpClient client, NetworkStream stream, int connection, CancellationToken stopping)
    {
        _client = client;
        _stream = stream;
        Connection = connection;
        Stopping = stopping;
    }

    /// <summary>Gets the number of the connection, from 1.</summary>
    public int Connection { get; }

    /// <summary>Gets the number of the request, from 0.</summary>
    public int Number { get; set; }

    public CancellationToken Stopping { get; }

    public string Path { get; private set; } = "";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public JsonElement Body { get; private set; }

    public bool IsClosed { get; private set; }

    public string Prompt => Body.GetProperty("prompt").GetString()!;

    /// <summary>Reads the next request of a connection; null where the client closed it.</summary>
    public static async Task<Exchange?> ReadAsync(TcpClient client, NetworkStream stream, int connection, CancellationToken stopping)
    {
        var exchange = new Exchange(client, stream, connection, stopping);
        if (await ReadHeadAsync(stream, stopping) is not { } head)
        {
            return null;
        }

        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        exchange.Path = lines[0].Split(' ')[1];
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            exchange.Headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        if (exchange.Headers.TryGetValue("Content-Length", out var length) && length != "0")
        {
            var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body, stopping);
            using var document = JsonDocument.Parse(body);
            exchange.Body = document.RootElement.Clone();
        }

        return exchange;
    }

    /// <summary>Answers with a whole body of a known length.</summary>
    public Task AnswerAsync(int status, string body, string contentType = "application/json") =>
        WriteAsync(
            $"HTTP/1.1 {status} Some Status\r\nContent-Type: {contentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"
        );

    /// <summary>Begins a streamed answer, in chunks.</summary>
    public Task BeginAsync() =>
        WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>Begins a streamed answer whose end is the end of the connection.</summary>
    public Task BeginUntilCloseAsync() => WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");

    /// <summary>Sends a part of the answer as one chunk.</summary>
    public Task ChunkAsync(string text) => WriteAsync($"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

    /// <summary>Sends a part of the answer as chunks of one byte each.</summary>
    public async Task ChunkBytesAsync(string text)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            await WriteAsync([.. "1\r\n"u8, value, .. "\r\n"u8]);
        }
    }

    /// <summary>Ends an answer in chunks.</summary>
    public Task EndAsync() => WriteAsync("0\r\n\r\n");

    /// <summary>Streams parts and ends the answer.</summary>
    public async Task StreamAsync(params string[] parts)
    {
        await BeginAsync();
        foreach (var part in parts)
        {
            await ChunkAsync(part);
        }

        await EndAsync();
    }

    /// <summary>Closes the connection.</summary>
    public void Close()
    {
        IsClosed = true;
        _client.Close();
    }

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        _client.LingerState = new(true, 0);
        Close();
    }

    /// <summary>Waits until the client has closed the connection.</summary>
    public async Task<bool> WaitUntilClosedAsync()
    {
        try
        {
            return await _stream.ReadAsync(new byte[1], Stopping) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public Task WriteAsync(byte[] bytes) => _stream.WriteAsync(bytes, Stopping).AsTask();

    private static async Task<string?> ReadHeadAsync(NetworkStream stream, CancellationToken stopping)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stopping) == 1)
        {
            head.Add(one[0]);
            if (head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n')
            {
                return Encoding.ASCII.GetString([.. head]);
            }
        }

        return null;
    }
}
