using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServeMulti.Benchmarks;

/// <summary>A server of completions that costs next to nothing: raw sockets, one thread that sends tokens at their instants.</summary>
/// <remarks>
/// The first token of an answer says when its request was received and when the token was sent, in nanoseconds of the monotonic clock. With
/// <c>stamps</c> every later token says when it was sent. Fields of a request: <c>max_tokens</c>, <c>pace_ms</c> between tokens (0: all at
/// once), <c>first_ms</c> to the first token (<c>pace_ms</c>), <c>stamps</c> (0).
/// </remarks>
internal sealed class PacedServer
{
    public const string Switch = "--paced-server";

    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string Before =
        """data: {"id":"cmpl-7b1c6f3f2c5d4d0f8a4e","object":"text_completion","created":1764000000,"model":"m","choices":[{"index":0,"text":" """;
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

    /// <summary>Starts this program anew as a server; its first line of output is its address.</summary>
    public static Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Switch])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start)!;
    }

    public static async Task StopAsync(Process server)
    {
        server.StandardInput.Close();
        await server.WaitForExitAsync();
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
                    Answer(socket, request, Stopwatch.GetTimestamp());
                }
            }
        }
        catch (SocketException)
        {
            // The client is gone.
        }
    }

    private void Answer(Socket socket, Request request, long received)
    {
        var tokens = request.Tokens;
        if (request.PaceMs == 0)
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
        lock (_gate)
        {
            _streams.Enqueue(new(socket, received, request), received + ToTicks(request.FirstMs));
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
                    Monitor.Wait(
                        _gate,
                        TimeSpan.FromTicks(Math.Max(wait * TimeSpan.TicksPerSecond / Stopwatch.Frequency, TimeSpan.TicksPerMillisecond))
                    );
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

    private static Request? TryReadRequest(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var length = Find(data[..end], "Content-Length: ") ?? 0;
        var body = data[(end + 4)..];
        var pace = Find(body, "\"pace_ms\":") ?? 0;
        return body.Length < length
            ? null
            : new((int)(Find(body, "\"max_tokens\":") ?? 1), pace, Find(body, "\"first_ms\":") ?? pace, Find(body, "\"stamps\":") is 1);
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

    private static byte[] First(long received) =>
        Chunk(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Before}{ToNanoseconds(received)},{ToNanoseconds(Stopwatch.GetTimestamp())} token{After}"
            )
        );

    private static byte[] End(int tokens) =>
        [
            .. Chunk(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"data: {{\"id\":\"cmpl-7b1c\",\"choices\":[],\"usage\":{{\"prompt_tokens\":8,\"completion_tokens\":{tokens}}}}}\n\n"
                )
            ),
            .. Chunk("data: [DONE]\n\n"),
            .. "0\r\n\r\n"u8,
        ];

    private static byte[] Chunk(string text) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length:x}\r\n{text}\r\n"));

    private static byte[] Stamped() =>
        Chunk(string.Create(CultureInfo.InvariantCulture, $"{Before}{ToNanoseconds(Stopwatch.GetTimestamp())}{After}"));

    private static long ToTicks(double milliseconds) => (long)(milliseconds * Stopwatch.Frequency / 1000);

    private static long ToNanoseconds(long timestamp) => (long)(timestamp * (1e9 / Stopwatch.Frequency));

    private sealed record Request(int Tokens, double PaceMs, double FirstMs, bool HasStamps);

    private sealed class Stream(Socket socket, long received, Request request)
    {
        private int _sent;

        public long Pace { get; } = ToTicks(request.PaceMs);

        /// <summary>Sends the next token, and the end with the last one; false where there is none any more.</summary>
        public bool SendNext()
        {
            try
            {
                socket.Send(
                    _sent == 0 ? First(received)
                    : request.HasStamps ? Stamped()
                    : Token
                );
                if (++_sent < request.Tokens)
                {
                    return true;
                }

                socket.Send(End(request.Tokens));
            }
            catch (SocketException)
            {
                // The client is gone.
            }

            return false;
        }
    }
}
