using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ServeMulti.LoadGeneration.Transport;

namespace ServeMulti.Benchmarks;

/// <summary>What a token costs a client that only receives it: the floor under every client, of which the kernel has nearly all.</summary>
internal static class ReceiveFloor
{
    public const string Name = "floor";

    /// <summary>Receives paced streams in this process, and returns the processor milliseconds per 1,000 tokens.</summary>
    /// <param name="arguments">The server's address, the number of streams, the tokens of each, and the milliseconds between them.</param>
    public static double[] MeasureHere(string[] arguments)
    {
        var address = new Uri(arguments[0]);
        var (streams, tokens) = (
            int.Parse(arguments[1], CultureInfo.InvariantCulture),
            int.Parse(arguments[2], CultureInfo.InvariantCulture)
        );
        using var epoll = new Epoll();
        var sockets = Enumerable
            .Range(0, streams)
            .Select(_ => Open(address, epoll, tokens, arguments[3]))
            .ToDictionary(socket => (int)socket.Handle);
        var buffer = new byte[64 * 1024];
        var cpu = Environment.CpuUsage.TotalTime;
        while (sockets.Count > 0)
        {
            var ready = epoll.Wait();
            for (var i = 0; i < ready; i++)
            {
                var socket = sockets[epoll.FileAt(i)];
                var received = socket.Receive(buffer);
                if (received == 0 || buffer.AsSpan(0, received).EndsWith("0\r\n\r\n"u8))
                {
                    sockets.Remove(epoll.FileAt(i));
                    socket.Dispose();
                }
            }
        }

        return [(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds * 1000 / streams / tokens];
    }

    private static Socket Open(Uri address, Epoll epoll, int tokens, string paceMs)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, address.Port);
        epoll.Add((int)socket.Handle, Epoll.Readable);
        var body = $$"""{"max_tokens":{{tokens}},"pace_ms":{{paceMs}}}""";
        socket.Send(Encoding.ASCII.GetBytes($"POST /v1/completions HTTP/1.1\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

        // Spread over the time between two tokens, as streams are that began independently.
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMicroseconds(60))
        {
            Thread.SpinWait(100);
        }

        return socket;
    }
}
