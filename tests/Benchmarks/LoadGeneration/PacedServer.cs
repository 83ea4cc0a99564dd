using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServeMulti.Benchmarks;

/// <summary>A server of completions that costs next to nothing: raw sockets, one thread that sends tokens at their instants.</summary>
/// <remarks>The first token of an answer tells when its request was received and when the token was sent, in nanoseconds of the monotonic clock.</remarks>
internal sealed class PacedServer
{
    public const string Switch = "--paced-server";

    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string Before = """data: {"id":"cmpl-7b1c6f3f2c5d4d0f8a4e","object":"text_completion","created":1764000000,"model":"m","choices":[{"index":0,"text":" """;
    private const string After = "\",\"logprobs\":null,\"finish_reason\":null,\"stop_reason\":null}],\"usage\":null}\n\n";

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789."u8);
    private static readonly byte[] Token = Chunk($"{Before}token{After}");

    private readonly PriorityQueue<Stream, long> _streams = new();
    private readonly object _gate = new();

    /// <summary>Serves until standard input ends; prints the address first.</summary>
    public static async Task RunAsync()
    {
        var server = new PacedServer();
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(4096);
        Console.WriteLine($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        new Thread(server.Pace) { IsBackground = true }.Start();
        _ = server.AcceptAsync(listener);
        await Console.In.ReadToEndAsync();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            var socket = await listener.AcceptSocketAsync();
            socket.NoDelay = true;
            _ = ServeAsync(socket);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var buffer = new byte[256 * 1024];
        var filled = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var received)
            {
                filled += received;
                if (TryReadRequest(buffer.AsSpan(0, filled)) is { } request)
                {
                    filled = 0;
                    Answer(socket, request.Tokens, request.PaceMs, Stopwatch.GetTimestamp());
                }
            }
        }
        catch (SocketException)
        {
            // The client is gone.
        }
    }

    private void Answer(Socket socket, int tokens, double paceMs, long received)
    {
        if (paceMs == 0)
        {
            List<byte> whole = [.. Encoding.ASCII.GetBytes(Head), .. First(received)];
            for (var i = 1; i < tokens; i++)
            {
                whole.AddRange(Token);
            }

            socket.Send([.. whole, .. End(tokens)]);
            return;
        }

        socket.Send(Encoding.ASCII.GetBytes(Head));
        var pace = (long)(paceMs * Stopwatch.Frequency / 1000);
        lock (_gate)
        {
            _streams.Enqueue(new(socket, received, tokens, pace), received + pace);
            Monitor.Pulse(_gate);
        }
    }

    private void Pace()
    {
        while (true)
        {
            Stream? stream;
            long due;
            lock (_gate)
            {
                while (!_streams.TryPeek(out stream, out due))
                {
                    Monitor.Wait(_gate);
                }

                var wait = due - Stopwatch.GetTimestamp();
                if (wait > 0)
                {
                    // To a millisecond: what is late is stamped as late.
                    Monitor.Wait(_gate, TimeSpan.FromTicks(Math.Max(wait * TimeSpan.TicksPerSecond / Stopwatch.Frequency, TimeSpan.TicksPerMillisecond)));
                    continue;
                }

                _streams.Dequeue();
            }

            if (stream.SendNext())
            {
                lock (_gate)
                {
                    _streams.Enqueue(stream, due + stream.Pace);
                }
            }
        }
    }

    private static (int Tokens, double PaceMs)? TryReadRequest(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var length = Find(data[..end], "Content-Length: ") ?? 0;
        var body = data[(end + 4)..];
        return body.Length < length ? null : ((int)(Find(body, "\"max_tokens\":") ?? 1), Find(body, "\"pace_ms\":") ?? 0);
    }

    private static double? Find(ReadOnlySpan<byte> text, string name)
    {
        var start = text.IndexOf(Encoding.ASCII.GetBytes(name));
        if (start < 0)
        {
            return null;
        }

        var value = text[(start + name.Length)..].TrimStart((byte)' ');
        var length = value.IndexOfAnyExcept(Digits);
        return double.Parse(length < 0 ? value : value[..length], CultureInfo.InvariantCulture);
    }

    private static byte[] First(long received) => Chunk(string.Create(
        CultureInfo.InvariantCulture, $"{Before}{ToNanoseconds(received)},{ToNanoseconds(Stopwatch.GetTimestamp())} token{After}"));

    private static byte[] End(int tokens) =>
    [
        .. Chunk(string.Create(CultureInfo.InvariantCulture, $"data: {{\"id\":\"cmpl-7b1c\",\"choices\":[],\"usage\":{{\"prompt_tokens\":8,\"completion_tokens\":{tokens}}}}}\n\n")),
        .. Chunk("data: [DONE]\n\n"), .. "0\r\n\r\n"u8,
    ];

    private static byte[] Chunk(string text) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length:x}\r\n{text}\r\n"));

    private static long ToNanoseconds(long timestamp) => (long)(timestamp * (1e9 / Stopwatch.Frequency));

    private sealed class Stream(Socket socket, long received, int tokens, long pace)
    {
        private int _sent;

        public long Pace => pace;

        /// <summary>Sends the next token, and the end with the last one; false where there is none any more.</summary>
        public bool SendNext()
        {
            try
            {
                socket.Send(_sent == 0 ? First(received) : Token);
                if (++_sent < tokens)
                {
                    return true;
                }

                socket.Send(End(tokens));
            }
            catch (SocketException)
            {
                // The client is gone.
            }

            return false;
        }
    }
}
