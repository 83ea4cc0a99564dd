using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>What Linux's numbers of errors mean, under the names of the framework.</summary>
internal static class SystemError
{
    /// <summary>Returns the error of the system's call before.</summary>
    public static SocketError Last() =>
        Marshal.GetLastPInvokeError() switch
        {
            11 => SocketError.WouldBlock,
            12 or 28 or 105 => SocketError.NoBufferSpaceAvailable,
            23 or 24 => SocketError.TooManyOpenSockets,
            32 => SocketError.Shutdown,
            107 => SocketError.NotConnected,
            13 or 1 => SocketError.AccessDenied,
            98 => SocketError.AddressAlreadyInUse,
            99 => SocketError.AddressNotAvailable,
            97 => SocketError.AddressFamilyNotSupported,
            101 => SocketError.NetworkUnreachable,
            104 => SocketError.ConnectionReset,
            110 => SocketError.TimedOut,
            111 => SocketError.ConnectionRefused,
            112 => SocketError.HostDown,
            113 => SocketError.HostUnreachable,
            _ => SocketError.SocketError,
        };
}
