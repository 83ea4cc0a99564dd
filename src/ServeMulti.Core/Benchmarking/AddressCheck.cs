using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Checks whether a benchmark uses the server under test; otherwise the figures of another server would be stored.</summary>
internal static class AddressCheck
{
    /// <summary>Returns one line that states that a known client asks another server, and what to write; null if it does not, or that is
    /// unknown.</summary>
    /// <param name="command">The benchmark command with its parameters laid over it.</param>
    /// <param name="server">The address of the server under test; null: not known.</param>
    public static string? FindProblem(CommandLine command, Uri? server)
    {
        if (
            server is null
            || BenchClient.TryFind(command) is not { } client
            || BenchAddress.TryFind(client, command, server) is not { } asked
            || AreSame(server, asked.Server)
        )
        {
            return null;
        }

        var who = asked.Option is { } option
            ? $"The benchmark command asks {Spell(asked.Server)} ({option})"
            : $"{client.Name} asks {Spell(asked.Server)} where its command names no other address";
        return $"{who}, but the server under test is {Spell(server)}: another server would be measured. {Advise(client, asked, server)}, or allow it (--allow-other-address) where a proxy or a router is in front of the server.";
    }

    /// <summary>Returns one line that states which address a known client asks because its command names none and the server's is not
    /// known; null if that is not so.</summary>
    /// <param name="command">The benchmark command with its parameters laid over it.</param>
    public static string? FindNote(CommandLine command) =>
        BenchClient.TryFind(command) is { } client && BenchAddress.TryFind(client, command, server: null) is { Option: null } asked
            ? $"The server's address is not known, and {client.Name} asks {Spell(asked.Server)} where its command names no other: whoever answers there is measured. Give the server's address (--endpoint)."
            : null;

    /// <summary>Returns one line that states that the load generator asks another server; null if it does not.</summary>
    /// <param name="asked">The address that it was given.</param>
    /// <param name="server">The address of the server under test; null: not known.</param>
    public static string? FindProblem(Uri? asked, Uri? server) =>
        asked is null || server is null || AreSame(server, asked)
            ? null
            : $"The benchmark asks {Spell(asked)}, but the server under test is {Spell(server)}: another server would be measured. Leave base_url, host and port out, or allow it (--allow-other-address, in C# AllowsOtherAddress) where a proxy or a router is in front of the server.";

    /// <summary>Returns whether two addresses are one server's: names of this machine count as one, a path only where the server's address
    /// has one.</summary>
    public static bool AreSame(Uri server, Uri asked) =>
        server.Port == asked.Port
        && (HostOf(server) == HostOf(asked) || (IsThisMachine(server) && IsThisMachine(asked)))
        && (PathOf(server).Length == 0 || PathOf(server) == PathOf(asked));

    private static string Advise(BenchClient client, BenchAddress asked, Uri server)
    {
        var leave = client.TakesServerAddress ? ", leave its address out" : "";
        return asked.Option is null
            ? $"Add {Options(asked, server)} to the benchmark command"
            : $"Write {Options(asked, server)} there{leave}";
    }

    private static string Options(BenchAddress asked, Uri server)
    {
        if (
            server.Scheme != Uri.UriSchemeHttp
            || PathOf(server).Length > 0
            || asked.Option?.StartsWith("--base-url", StringComparison.Ordinal) == true
        )
        {
            return $"--base-url {server.AbsoluteUri.TrimEnd('/')}";
        }

        var host = AreSame(new UriBuilder(server) { Port = asked.Server.Port }.Uri, asked.Server) ? "" : $"--host {server.DnsSafeHost} ";
        return string.Create(CultureInfo.InvariantCulture, $"{host}--port {server.Port}");
    }

    private static string Spell(Uri address) => address.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private static string HostOf(Uri address) => address.DnsSafeHost.TrimEnd('.').ToUpperInvariant();

    // The API's own prefix is not part of an address: clients add it or not.
    private static string PathOf(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        return path.EndsWith("/v1", StringComparison.Ordinal) ? path[..^"/v1".Length] : path;
    }

    // A server that listens on every interface is known by its loopback address.
    private static bool IsThisMachine(Uri address)
    {
        var host = address.DnsSafeHost;
        if (!IPAddress.TryParse(host, out var ip))
        {
            return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || host.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase);
        }

        return ip.Equals(IPAddress.Loopback)
            || ip.Equals(IPAddress.IPv6Loopback)
            || ip.Equals(IPAddress.Any)
            || ip.Equals(IPAddress.IPv6Any)
            || (!IPAddress.IsLoopback(ip) && IsOfThisMachine(ip));
    }

    private static bool IsOfThisMachine(IPAddress address) =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Any(own => own.Address.Equals(address));
}
