using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

// A server that behaves as badly as a test asks it to:
//   --port N               listens on 127.0.0.1:N; without it, nothing listens
//   --not-ready N          answers 503 to the first N questions for /health (-1: to all)
//   --exit CODE            writes two lines and exits with CODE at once
//   --flood MEGABYTES      first writes that much to each output
//   --ignore-sigterm       says "asked" on SIGTERM and goes on
//   --routes A,B           answers 200 to a POST of these paths, 404 to others
// A POST of /die makes it write a line and exit with 9.
var options = new Dictionary<string, string>();
for (int index = 0; index < args.Length; index++)
{
    options[args[index]] = index + 1 < args.Length && !args[index + 1].StartsWith("--", StringComparison.Ordinal) ? args[++index] : "";
}

if (options.TryGetValue("--exit", out string? exitCode))
{
    Console.WriteLine("loading weights");
    Console.Error.WriteLine("fatal: no such model");
    return int.Parse(exitCode, CultureInfo.InvariantCulture);
}

using PosixSignalRegistration? registration = !options.ContainsKey("--ignore-sigterm") ? null : PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    Console.WriteLine("asked");
});

if (options.TryGetValue("--flood", out string? megabytes))
{
    long count = long.Parse(megabytes, CultureInfo.InvariantCulture);
    await Task.WhenAll(FloodAsync(Console.OpenStandardOutput(), count), FloodAsync(Console.OpenStandardError(), count));
}

if (!options.TryGetValue("--port", out string? port))
{
    await Task.Delay(Timeout.Infinite);
    return 0;
}

int questionsLeft = options.TryGetValue("--not-ready", out string? notReady) ? int.Parse(notReady, CultureInfo.InvariantCulture) : 0;
string[] routes = options.GetValueOrDefault("--routes", "").Split(',');
using var listener = new TcpListener(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
listener.Start();
Console.WriteLine("listening");
while (true)
{
    using TcpClient client = await listener.AcceptTcpClientAsync();
    using var reader = new StreamReader(client.GetStream());
    string[] request = (await reader.ReadLineAsync() ?? "").Split(' ');
    while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
    {
    }

    if (request is not [var method, var path, ..])
    {
        continue;
    }

    if (path == "/die")
    {
        Console.Error.WriteLine("the engine core died");
        return 9;
    }

    int status = path == "/health" ? (questionsLeft == 0 ? 200 : 503) : routes.Contains(path) && method == "POST" ? 200 : 404;
    questionsLeft -= path == "/health" && questionsLeft > 0 ? 1 : 0;
    Console.WriteLine($"{method} {path} {status}");
    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
}

static async Task FloodAsync(Stream output, long megabytes)
{
    byte[] piece = new byte[1024 * 1024];
    Array.Fill(piece, (byte)'x');
    piece[^1] = (byte)'\n';
    for (long index = 0; index < megabytes; index++)
    {
        await output.WriteAsync(piece);
    }
}
