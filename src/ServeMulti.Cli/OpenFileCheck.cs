using System.Globalization;
using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>Checks the limit of open files: below it the runtime aborts, because each assembly is an open file.</summary>
internal static partial class OpenFileCheck
{
    private const int Fewest = 192;

    /// <summary>Returns an error message if the limit is too low; otherwise null.</summary>
    public static string? FindProblem() =>
        !OperatingSystem.IsWindows() && GetLimit(OperatingSystem.IsLinux() ? 7 : 8, out var limit) == 0 && limit.Current < Fewest
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The limit of open files is {limit.Current}, and at least {Fewest} are needed: raise it (ulimit -n 1024)."
            )
            : null;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    private struct Limit
    {
        public ulong Current;
        public ulong Hard;
    }
}
