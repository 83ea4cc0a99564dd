using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>The server that a benchmark command asks.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Option">The option that names it, such as <c>--port 8001</c>; null if it is the client's default.</param>
internal sealed record BenchAddress(Uri Server, string? Option)
{
    /// <summary>The environment variable that hands the server's address to the command.</summary>
    public const string Variable = "SERVEMULTI_ENDPOINT";

    /// <summary>The environment variable that allows the command another address: the built-in load generator refuses it else, even if a
    /// script runs it.</summary>
    public const string AllowanceVariable = "SERVEMULTI_ALLOW_OTHER_ADDRESS";

    /// <summary>Finds the address that a known client asks; null if it is the sweep's server, or the command names none that can be
    /// read.</summary>
    /// <param name="client">The client.</param>
    /// <param name="command">Its command.</param>
    /// <param name="server">The address that the command finds in its environment; null: none.</param>
    public static BenchAddress? TryFind(BenchClient client, CommandLine command, Uri? server)
    {
        if (command.TryFindOption("base-url", out var url))
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var named) && named.Scheme is "http" or "https"
                ? new(named, $"--base-url {url}")
                : null;
        }

        var hasHost = command.TryFindOption("host", out var host);
        var hasPort = command.TryFindOption("port", out var port);
        if (!hasHost && !hasPort && client.TakesServerAddress && FindHandedOver(command, server) is { } handedOver)
        {
            return handedOver;
        }

        string?[] options = [hasHost ? $"--host {host}" : null, hasPort ? $"--port {port}" : null];
        return TryMake(host ?? "127.0.0.1", port, client.DefaultPortOf(command)) is { } address
            ? new(address, hasHost || hasPort ? string.Join(' ', options.OfType<string>()) : null)
            : null;
    }

    private static BenchAddress? FindHandedOver(CommandLine command, Uri? server) =>
        command.Program.Environment.Find(Variable, server?.OriginalString) is { } text
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? new(address, text == server?.OriginalString ? null : $"{Variable}={text}")
            : null;

    private static Uri? TryMake(string host, string? port, int defaultPort)
    {
        var number = defaultPort;
        if (
            port is not null
            && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= 65535)
        )
        {
            return null;
        }

        var name =
            IPAddress.TryParse(host.Trim('[', ']'), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
                ? $"[{address}]"
                : host;
        return Uri.TryCreate(string.Create(CultureInfo.InvariantCulture, $"http://{name}:{number}"), UriKind.Absolute, out var made)
            ? made
            : null;
    }
}
