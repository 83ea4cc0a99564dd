using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ServeMulti.LoadGeneration;

/// <summary>An HTTP/1.1 server on raw sockets that answers every request as a test says, byte by byte, and breaks the protocol where a test
/// wants it.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    /// <summary>How long a test waits for something that must happen before it is called a hang.</summary>
    public static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Exchange> _exchanges = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<Exchange, Task> _answer;
    private readonly Func<Exchange, Task> _listModels;
    private readonly Task _accepting;
    private int _connectionCount;
    private int _exchangeCount;

    private StreamServer(Func<Exchange, Task> answer, Func<Exchange, Task>? listModels = null)
    {
        _answer = answer;
        _listModels = listModels ?? (exchange => exchange.AnswerAsync(200, """{"object":"list","data":[{"id":"m"},{"id":"other"}]}"""));
        _listener.Start(1024);
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Gets the requests so far, without those for the list of models, in the order of their arrival.</summary>
    public IReadOnlyList<Exchange> Exchanges => [.. _exchanges];

    public int Connections => _connectionCount;

    /// <summary>Starts a server that lists the model <c>m</c> and answers everything else as it is told.</summary>
    public static StreamServer Start(Func<Exchange, Task> answer) => new(answer);

    /// <summary>Starts a server that also lists its models as it is told.</summary>
    public static StreamServer Start(Func<Exchange, Task> answer, Func<Exchange, Task> listModels) => new(answer, listModels);

    /// <summary>Starts a server that streams events, each followed by an empty line, and ends the answer properly.</summary>
    public static StreamServer StartStreaming(params string[] events) =>
        new(exchange => exchange.StreamAsync([.. events.Select(data => $"data: {data}\n\n")]));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections).WaitAsync(HangLimit);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                client.NoDelay = true;
                _connections.Add(ServeAsync(client, Interlocked.Increment(ref _connectionCount)));
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or SocketException or ObjectDisposedException
                || (exception is InvalidOperationException && _stopping.IsCancellationRequested)
            )
        {
            // The server stops; the listener may have stopped before it was asked for the next connection.
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await Exchange.ReadAsync(client, stream, connection, _stopping.Token) is { } exchange)
                {
                    await AnswerAsync(exchange);
                    if (exchange.IsClosed)
                    {
                        return;
                    }
                }
            }
            catch (Exception exception)
                when (exception is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client went away, or the server stops.
            }
        }
    }

    private async Task AnswerAsync(Exchange exchange)
    {
        if (exchange.Path == "/v1/models")
        {
            await _listModels(exchange);
            return;
        }

        exchange.Number = Interlocked.Increment(ref _exchangeCount) - 1;
        _exchanges.Enqueue(exchange);
        await _answer(exchange);
    }
}
