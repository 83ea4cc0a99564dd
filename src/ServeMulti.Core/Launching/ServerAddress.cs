using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>Reads the address of a server from its command.</summary>
internal static class ServerAddress
{
    public static bool TryFind(
        CommandLine command,
        ServerProfile profile,
        [NotNullWhen(true)] out Uri? endpoint,
        [NotNullWhen(false)] out string? problem
    )
    {
        endpoint = null;
        var host = profile.DefaultHost;
        problem = FindPort(command, profile, out var port) ?? FindHost(command, profile, ref host);
        if (
            problem is null
            && !Uri.TryCreate(
                string.Create(CultureInfo.InvariantCulture, $"{SchemeOf(command, profile)}://{host}:{port}"),
                UriKind.Absolute,
                out endpoint
            )
        )
        {
            problem = InvalidHost(host, profile);
        }

        return endpoint is not null;
    }

    private static string SchemeOf(CommandLine command, ServerProfile profile) =>
        profile.TlsOptions.Count > 0 && CommandOptions.FindLast(command.Arguments, profile.TlsOptions).Option is not null
            ? "https"
            : "http";

    private static string? FindPort(CommandLine command, ServerProfile profile, out int port)
    {
        port = profile.DefaultPort;
        (var option, var value) = CommandOptions.FindLast(ArgumentsOf(command, profile), profile.PortOptions);
        if (option is null)
        {
            return null;
        }

        if (value is null)
        {
            return $"{option} in the {profile.Name} server's command has no value.";
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535
            ? null
            : $"{Excerpt.Of(value)} in {option} of the {profile.Name} server's command is not a port; give one from 1 to 65535{OrEndpoint(command, profile)}.";
    }

    private static string? FindHost(CommandLine command, ServerProfile profile, ref string host)
    {
        (var option, var value) = CommandOptions.FindLast(ArgumentsOf(command, profile), profile.HostOptions);
        if (option is null)
        {
            return null;
        }

        if (string.IsNullOrEmpty(value))
        {
            return $"{option} in the {profile.Name} server's command has no value.";
        }

        host = ForClient(value);
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? InvalidHost(value, profile) : null;
    }

    // What a container's options say is not where it answers: "docker run -p 8001:8000".
    private static string OrEndpoint(CommandLine command, ServerProfile profile) =>
        profile.Recognizes(command) ? "" : ", or the server's address (--endpoint)";

    // The options of a wrapper are not the server's: "uv run -p 3.12 vllm serve" names no port.
    private static IReadOnlyList<string> ArgumentsOf(CommandLine command, ServerProfile profile) =>
        profile.Recognizes(command) ? command.Program.Arguments : command.Arguments;

    private static string InvalidHost(string host, ServerProfile profile) =>
        $"The host {Excerpt.Of(host)} in the {profile.Name} server's command is not a valid host name.";

    private static string ForClient(string host)
    {
        if (!IPAddress.TryParse(host, out var address))
        {
            return host;
        }

        address =
            address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }
}
