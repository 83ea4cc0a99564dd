using System.Net;

namespace ServeMulti.Processes;

/// <summary>Returns whether a TCP port of this machine is taken, and by whom.</summary>
internal static class PortOwner
{
    /// <summary>Returns whether somebody listens where a server on these addresses would.</summary>
    /// <param name="addresses">The addresses a client would use.</param>
    /// <param name="port">The port.</param>
    public static bool IsTaken(IReadOnlyCollection<IPAddress> addresses, int port) =>
        TcpListenerTable.Read().Any(listener => listener.EndPoint.Port == port && Meets(Unmap(listener.EndPoint.Address), addresses));

    /// <summary>Finds the process that listens on a port; null if it is unknown (another user's, or not on Linux).</summary>
    public static (int Id, string Name)? TryFind(int port)
    {
        if (!ProcFs.IsAvailable)
        {
            return null;
        }

        HashSet<string> sockets =
        [
            .. TcpListenerTable.Read().Where(listener => listener.EndPoint.Port == port).Select(listener => $"socket:[{listener.Inode}]"),
        ];
        foreach (var id in sockets.Count == 0 ? [] : ProcFs.ReadIds())
        {
            if (HoldsAny(id, sockets) && ProcFs.TryReadName(id) is { } name)
            {
                return (id, name);
            }
        }

        return null;
    }

    /// <summary>Finds a process that listens where a server should and is none of the server's own.</summary>
    /// <param name="addresses">The addresses a client uses.</param>
    /// <param name="port">The port.</param>
    /// <param name="server">The server's process; what it started, and what is in its session, are its own.</param>
    /// <returns>The stranger; null if the server listens, or where it is unknown who does (another user's process, or not on
    /// Linux).</returns>
    public static (int Id, string Name)? TryFindStranger(IReadOnlyCollection<IPAddress> addresses, int port, ProcessIdentity server)
    {
        HashSet<string> sockets = ProcFs.IsAvailable
            ?
            [
                .. TcpListenerTable
                    .Read()
                    .Where(listener => listener.EndPoint.Port == port && Meets(Unmap(listener.EndPoint.Address), addresses))
                    .Select(listener => $"socket:[{listener.Inode}]"),
            ]
            : [];
        if (sockets.Count == 0)
        {
            return null;
        }

        var entries = ProcFs.ReadAll();
        var own = FindFamily(server.Id, entries);
        if (own.Any(id => HoldsAny(id, sockets)))
        {
            return null;
        }

        foreach (var entry in entries)
        {
            if (!own.Contains(entry.Id) && HoldsAny(entry.Id, sockets) && ProcFs.TryReadName(entry.Id) is { } name)
            {
                return (entry.Id, name);
            }
        }

        return null;
    }

    private static HashSet<int> FindFamily(int leaderId, List<ProcEntry> entries)
    {
        HashSet<int> family = [leaderId, .. entries.Where(entry => entry.SessionId == leaderId).Select(entry => entry.Id)];
        int before;
        do
        {
            before = family.Count;
            family.UnionWith(entries.Where(entry => family.Contains(entry.ParentId)).Select(entry => entry.Id).ToArray());
        } while (family.Count > before);

        return family;
    }

    private static bool Meets(IPAddress listener, IReadOnlyCollection<IPAddress> addresses) =>
        IsWildcard(listener) || addresses.Any(address => IsWildcard(address) || address.Equals(listener));

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool HoldsAny(int id, HashSet<string> sockets)
    {
        try
        {
            return new DirectoryInfo($"/proc/{id}/fd")
                .EnumerateFileSystemInfos()
                .Any(file => file.LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
