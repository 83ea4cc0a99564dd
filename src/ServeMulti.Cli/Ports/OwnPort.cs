using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ServeMulti.Cli.Ports;

/// <summary>A port of this machine for the servers of one task: tasks share a node, and their commands name the same port.</summary>
internal sealed class OwnPort
{
    // Below the ports that systems give to clients, and above those of known services.
    private const int First = 20_000;
    private const int Count = 10_000;
    private const int Step = 61;

    private readonly int _start;
    private int? _port;

    /// <param name="seed">A number that another task on the same node does not have.</param>
    public OwnPort(int seed) => _start = (int)((long)seed * Step % Count);

    /// <summary>Returns the port; it stays the same while it is free, or a server of ours has it.</summary>
    public int Find() => _port ??= FindFree();

    /// <summary>Looks for another port if somebody else has taken this one. No server of ours runs.</summary>
    public void Renew() => _port = _port is { } port && IsFree(port) ? port : FindFree();

    private int FindFree()
    {
        for (var tried = 0; tried < Count; tried++)
        {
            var port = First + (_start + tried) % Count;
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new ServeMultiException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"No port from {First} to {First + Count - 1} is free on {Environment.MachineName}."
            )
        );
    }

    private static bool IsFree(int port)
    {
        foreach (var address in new[] { IPAddress.Any, IPAddress.Loopback })
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
            try
            {
                socket.Bind(new IPEndPoint(address, port));
            }
            catch (SocketException)
            {
                return false;
            }
        }

        return true;
    }
}
