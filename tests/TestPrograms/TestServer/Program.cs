using System.Runtime.InteropServices;
using ServeMulti.TestPrograms;

// A server that behaves as badly as a test asks it to; see Options for what it can be asked.
var options = Options.Read(args);
using var registration = !options.IgnoresSigterm
    ? null
    : PosixSignalRegistration.Create(
        PosixSignal.SIGTERM,
        context =>
        {
            context.Cancel = true;
            Console.WriteLine("asked");
        }
    );

await Outpour.WriteAsync(options);
if (options.ExitCode is { } exitCode)
{
    return exitCode;
}

if (options.Port is not { } port)
{
    await Task.Delay(Timeout.Infinite);
    return 0;
}

using var worker = options.HasWorker ? Worker.Start() : null;
try
{
    return await new Answers(options, worker).ServeAsync(port);
}
catch (System.Net.Sockets.SocketException exception)
{
    // As uvicorn says it.
    Console.Error.WriteLine(
        $"ERROR:    [Errno 98] error while attempting to bind on address ('127.0.0.1', {port}): {exception.Message.ToLowerInvariant()}"
    );
    return 1;
}
