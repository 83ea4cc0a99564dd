using System.Net;

namespace ServeMulti.Processes;

/// <summary>Tells whether a TCP port of this machine is taken, and by whom.</summary>
internal static class PortOwner
{
    /// <summary>Tells whether somebody listens where a server on these addresses would.</summary>
    /// <param name="addresses">The addresses a client would use.</param>
    /// <param name="port">The port.</param>
    public static bool IsTaken(IReadOnlyCollection<IPAddress> addresses, int port) =>
        TcpListenerTable.Read().Any(listener => listener.EndPoint.Port == port && Meets(Unmap(listener.EndPoint.Address), addresses));

    /// <summary>Finds the process that listens on a port; null where it cannot be told (another user's, or not on Linux).</summary>
    public static (int Id, string Name)? TryFind(int port)
    {
        if (!ProcFs.IsAvailable)
        {
            return null;
        }

        HashSet<string> sockets = [.. TcpListenerTable.Read().Where(listener => listener.EndPoint.Port == port).Select(listener => $"socket:[{listener.Inode}]")];
        foreach (int id in sockets.Count == 0 ? [] : ProcFs.ReadIds())
        {
            if (HoldsAny(id, sockets) && ProcFs.TryReadName(id) is { } name)
            {
                return (id, name);
            }
        }

        return null;
    }

    private static bool Meets(IPAddress listener, IReadOnlyCollection<IPAddress> addresses) =>
        IsWildcard(listener) || addresses.Any(address => IsWildcard(address) || address.Equals(listener));

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

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
