using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace ServeMulti.Processes;

/// <summary>Tells whether a TCP port of this machine is taken, and by whom.</summary>
internal static class PortOwner
{
    private const string ListenState = "0A";

    /// <summary>Finds a listener that a server on this address would meet.</summary>
    /// <param name="addresses">The addresses a client would use.</param>
    /// <param name="port">The port.</param>
    /// <returns>Whether the port is taken there.</returns>
    public static bool IsTaken(IReadOnlyCollection<IPAddress> addresses, int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener =>
            listener.Port == port
            && (IsWildcard(listener.Address) || addresses.Any(address => IsWildcard(address) || address.Equals(Unmap(listener.Address)))));

    /// <summary>Finds the process that listens on a port; null where it cannot be told (another user's, or not on Linux).</summary>
    public static (int Id, string Name)? TryFind(int port)
    {
        if (!ProcFs.IsAvailable)
        {
            return null;
        }

        HashSet<string> sockets = [.. ReadListeners("/proc/net/tcp", port), .. ReadListeners("/proc/net/tcp6", port)];
        foreach (int id in sockets.Count == 0 ? [] : ProcFs.ReadIds())
        {
            if (HoldsAny(id, sockets) && ProcFs.TryReadName(id) is { } name)
            {
                return (id, name);
            }
        }

        return null;
    }

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IEnumerable<string> ReadListeners(string table, int port)
    {
        string ending = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string line in File.Exists(table) ? File.ReadLines(table).Skip(1) : [])
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == ListenState && fields[1].EndsWith(ending, StringComparison.Ordinal))
            {
                yield return $"socket:[{fields[9]}]";
            }
        }
    }

    private static bool HoldsAny(int id, HashSet<string> sockets)
    {
        try
        {
            return new DirectoryInfo($"/proc/{id}/fd").EnumerateFileSystemInfos().Any(file => file.LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
