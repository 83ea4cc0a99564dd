using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using ServeMulti.Files;

namespace ServeMulti.Processes;

/// <summary>One TCP listener of this machine.</summary>
/// <param name="EndPoint">Where it listens.</param>
/// <param name="Inode">The socket's inode on Linux; null elsewhere.</param>
internal readonly record struct TcpListenerEntry(IPEndPoint EndPoint, string? Inode);

/// <summary>Reads the TCP listeners of this machine.</summary>
/// <remarks>On Linux from <c>/proc/net</c>: the framework's own list is not to be had where IPv6 is switched off, and has no
/// inodes.</remarks>
internal static class TcpListenerTable
{
    private const string ListenState = "0A";
    private const int LargestTable = 256 << 20;
    private const int LongestLine = 1024;
    private const int LocalAddressField = 1;
    private const int StateField = 3;
    private const int InodeField = 9;

    public static IReadOnlyList<TcpListenerEntry> Read() =>
        OperatingSystem.IsLinux()
            ? [.. ReadTable("/proc/net/tcp"), .. ReadTable("/proc/net/tcp6")]
            :
            [
                .. IPGlobalProperties
                    .GetIPGlobalProperties()
                    .GetActiveTcpListeners()
                    .Select(endPoint => new TcpListenerEntry(endPoint, null)),
            ];

    /// <summary>Parses a line of <c>/proc/net/tcp</c> or <c>tcp6</c>; null if it is no listener.</summary>
    internal static TcpListenerEntry? Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            fields.Length > InodeField && fields[StateField] == ListenState && TryParseEndPoint(fields[LocalAddressField]) is { } endPoint
            ? new TcpListenerEntry(endPoint, fields[InodeField])
            : null;
    }

    private static List<TcpListenerEntry> ReadTable(string path)
    {
        var entries = new List<TcpListenerEntry>();
        foreach (var line in File.Exists(path) ? InputFile.ReadLines(path, LargestTable, LongestLine) : [])
        {
            if (Parse(line) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static IPEndPoint? TryParseEndPoint(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (
            colon is not (8 or 32)
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var port)
            || port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort
        )
        {
            return null;
        }

        // The address is written as 32-bit words in the machine's byte order.
        var address = new byte[colon / 2];
        for (var word = 0; word < address.Length; word += sizeof(int))
        {
            if (!uint.TryParse(text.AsSpan(2 * word, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            BitConverter.TryWriteBytes(address.AsSpan(word), value);
        }

        return new IPEndPoint(new IPAddress(address), port);
    }
}
