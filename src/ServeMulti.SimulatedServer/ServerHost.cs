using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ServeMulti.Simulation.Options;

namespace ServeMulti.Simulation;

/// <summary>Sets up Kestrel without the rest of ASP.NET Core.</summary>
internal static class ServerHost
{
    // A burst of a thousand connections at once must not wait for retransmitted connection requests, which take a second.
    private const int Backlog = 4096;

    /// <exception cref="OptionException">The host is neither an address nor a name that resolves.</exception>
    public static WebApplication Build(ServerOptions options, RequestDelegate handler)
    {
        var address = FindAddress(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(300));
        builder.WebHost.UseKestrelCore().UseSockets(static sockets => sockets.Backlog = Backlog);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxConcurrentConnections = ConnectionLimit.Find();
            if (address is not null)
            {
                kestrel.Listen(address, options.Port, static listen => listen.Protocols = HttpProtocols.Http1);
            }
            else
            {
                kestrel.ListenLocalhost(options.Port, static listen => listen.Protocols = HttpProtocols.Http1);
            }
        });
        var application = builder.Build();
        application.Run(handler);
        return application;
    }

    /// <summary>Returns the address to listen on, or null for both loopback addresses.</summary>
    private static IPAddress? FindAddress(ServerOptions options)
    {
        var host = options.Host;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            return address;
        }

        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            // Two addresses cannot share one free port that is not known yet.
            return options.Port == 0 ? IPAddress.Loopback : null;
        }

        try
        {
            return Dns.GetHostAddresses(host)[0];
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new OptionException($"--host: '{host}' is not an address and does not resolve: {exception.Message}");
        }
    }
}
