using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using ServeMulti.Processes;

namespace ServeMulti.Launching;

/// <summary>Checks whether the port that a server is about to take is free: whoever holds it would be measured instead.</summary>
internal static class ServerPort
{
    /// <summary>Describes the problem with a port; null where it is free, or not on this machine.</summary>
    public static string? FindProblem(Uri endpoint) =>
        IsTaken(endpoint)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Port {endpoint.Port} is already taken{DescribeOwner(endpoint, " by ")}: that server would be measured instead of the one to start. End it, or choose another port."
            )
            : null;

    /// <summary>Returns whether somebody listens where a server would; false where that is not on this machine.</summary>
    public static bool IsTaken(Uri endpoint) =>
        FindLocalAddresses(endpoint) is { Length: > 0 } addresses && PortOwner.IsTaken(addresses, endpoint.Port);

    /// <summary>Names the process that listens on a port, after some words: <c> by process 123 (python3)</c>; empty where it cannot be
    /// seen.</summary>
    public static string DescribeOwner(Uri endpoint, string words) =>
        PortOwner.TryFind(endpoint.Port) is { } process
            ? string.Create(CultureInfo.InvariantCulture, $"{words}process {process.Id} ({process.Name})")
            : "";

    /// <summary>Describes the problem with a server that is ready: somebody else answers for it, who took the port while it started; null
    /// where that is not so, or is unknown.</summary>
    public static string? FindStranger(Uri endpoint, ProcessIdentity server) =>
        PortOwner.TryFindStranger(FindLocalAddresses(endpoint), endpoint.Port, server) is { } stranger
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Port {endpoint.Port} is answered by process {stranger.Id} ({stranger.Name}), which is not of the server that was started and would be measured instead. End it, or choose another port."
            )
            : null;

    private static IPAddress[] FindLocalAddresses(Uri endpoint)
    {
        if (endpoint.HostNameType is not (UriHostNameType.IPv4 or UriHostNameType.IPv6))
        {
            return endpoint.IsLoopback ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [];
        }

        var address = IPAddress.Parse(endpoint.DnsSafeHost);
        return IPAddress.IsLoopback(address) || IsOfThisMachine(address) ? [address] : [];
    }

    private static bool IsOfThisMachine(IPAddress address) =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Any(own => own.Address.Equals(address));
}
