using System.Runtime.InteropServices;

namespace ServeMulti.Simulation;

/// <summary>The limit of concurrent connections: each is an open file, and at the limit of open files the runtime aborts the
/// process.</summary>
internal static partial class ConnectionLimit
{
    // The open files without connections, and those that new threads and assemblies need.
    private const int Own = 224;

    /// <summary>Returns the largest number; null where there is no limit.</summary>
    public static long? Find() =>
        !OperatingSystem.IsWindows() && GetLimit(OperatingSystem.IsLinux() ? 7 : 8, out var limit) == 0 && limit.Current < int.MaxValue
            ? Math.Max(1, (long)limit.Current - Own)
            : null;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    private struct Limit
    {
        public ulong Current;
        public ulong Hard;
    }
}
