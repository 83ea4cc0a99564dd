using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServeMulti.TestPrograms;

/// <summary>Answers one request after the other, until one of them ends the server.</summary>
internal sealed class Answers
{
    private readonly Options _options;
    private readonly Worker? _worker;
    private int _questionsLeft;
    private bool _lostItsWorker;

    public Answers(Options options, Worker? worker)
    {
        _options = options;
        _worker = worker;
        _questionsLeft = options.NotReady;
    }

    /// <summary>Serves, and returns the exit code.</summary>
    public async Task<int> ServeAsync(int port)
    {
        await WaitForPermissionAsync();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Console.WriteLine("listening");
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            if (await AnswerAsync(client) is { } exitCode)
            {
                return exitCode;
            }
        }
    }

    private async Task WaitForPermissionAsync()
    {
        if (_options.BindAfter is not { } file)
        {
            return;
        }

        Console.WriteLine("waiting");
        while (!File.Exists(file))
        {
            await Task.Delay(5);
        }
    }

    private async Task<int?> AnswerAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var request = (await reader.ReadLineAsync() ?? "").Split(' ');
        while (!string.IsNullOrEmpty(await reader.ReadLineAsync())) { }

        switch (request)
        {
            case ["POST", "/die", ..]:
            case ["GET", "/work", ..] when _options.Work == "die":
                Console.Error.WriteLine("the engine core died");
                return 9;
            case ["GET", "/work", ..] when _options.Work == "leave":
                return 0;
            case ["GET", "/work", ..] when _options.Work == "hang":
            case ["POST", ..] when _options.HangsInResets:
                Console.WriteLine("hanging");
                await Task.Delay(Timeout.Infinite);
                break;
            case [var method, var path, ..]:
                var status = StatusOf(method, path);
                Console.WriteLine($"{method} {path} {status}");
                await client
                    .GetStream()
                    .WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
                break;
        }

        return null;
    }

    private int StatusOf(string method, string path)
    {
        if (path == "/work")
        {
            if (_options.Work == "lose-worker" && !_lostItsWorker)
            {
                _worker!.Lose();
                _lostItsWorker = true;
            }

            return _options.Work == "ok" ? 200 : 500;
        }

        if (path != "/health")
        {
            return method == "POST" && _options.Routes.Contains(path) ? _options.ResetStatus : 404;
        }

        var status = _questionsLeft == 0 && !_lostItsWorker ? 200 : 503;
        _questionsLeft -= _questionsLeft > 0 ? 1 : 0;
        return status;
    }
}
