using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ServeMulti.LlamaEngine.Decoding;
using ServeMulti.LlamaEngine.Http;
using ServeMulti.LlamaEngine.Model;

namespace ServeMulti.LlamaEngine;

/// <summary>Loads the model, listens, and ends on SIGTERM or SIGINT.</summary>
internal static class EngineServer
{
    // A burst of connections must not wait for retransmitted connection requests, which take a second.
    private const int Backlog = 4096;

    private static readonly TimeSpan LongestEnd = TimeSpan.FromMilliseconds(300);

    /// <summary>Serves until it is asked to end.</summary>
    /// <returns>The exit code: 0 after a signal, 1 where it could not start or the engine failed.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(EngineOptions.Help);
            return 0;
        }

        try
        {
            var options = EngineOptions.Parse(args);
            using var model = LoadedModel.Load(options);
            return await ServeAsync(options, model);
        }
        catch (Exception exception) when (exception is ArgumentException or BackendException)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return 1;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"error: cannot listen: {exception.Message}");
            return 1;
        }
    }

    private static async Task<int> ServeAsync(EngineOptions options, LoadedModel model)
    {
        using var decoding = new DecodeLoop(model, options);
        await using var application = Build(options, new Router(options, model, decoding).HandleAsync);
        using var terminate = OnSignal(PosixSignal.SIGTERM, application.Lifetime);
        using var interrupt = OnSignal(PosixSignal.SIGINT, application.Lifetime);

        // Answers that are cut end at once, and the server need not wait for them.
        application.Lifetime.ApplicationStopping.Register(decoding.Stop);
        var failure = decoding.Failure.ContinueWith(_ => application.Lifetime.StopApplication(), TaskScheduler.Default);
        await application.StartAsync();
        Console.WriteLine($"Listening on {string.Join(", ", application.Urls)}");
        await application.WaitForShutdownAsync();
        if (!decoding.Failure.IsCompleted)
        {
            return 0;
        }

        await failure;
        await Console.Error.WriteLineAsync($"error: the engine failed: {await decoding.Failure}");
        return 1;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, IHostApplicationLifetime lifetime) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                context.Cancel = true;
                lifetime.StopApplication();
            }
        );

    private static WebApplication Build(EngineOptions options, RequestDelegate handler)
    {
        var address =
            IPAddress.TryParse(options.Host, out var parsed) ? parsed
            : options.Host == "localhost" ? IPAddress.Loopback
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"--host: '{options.Host}' is no address."));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = LongestEnd);
        builder.WebHost.UseKestrelCore().UseSockets(static sockets => sockets.Backlog = Backlog);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(address, options.Port, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(handler);
        return application;
    }
}
