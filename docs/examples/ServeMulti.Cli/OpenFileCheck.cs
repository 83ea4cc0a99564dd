using System.Globalization;
using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>Refuses a limit of open files below which the runtime would abort the program: each part of its code is a file.</summary>
internal static partial class OpenFileCheck
{
    private const int Fewest = 192;

    /// <summary>Returns what is wrong with the limit; null where nothing is.</summary>
    public static string? FindProblem() =>
        !OperatingSystem.IsWindows() && GetLimit(OperatingSystem.IsLinux() ? 7 : 8, out var limit) == 0 && limit.Current < Fewest
            ? string.Create(CultureInfo.InvariantCulture, $"This process may have {limit.Current} files open and needs at least {Fewest}: raise the limit (ulimit -n 1024).")
            : null;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    private struct Limit
    {
        public ulong Current;
        public ulong Hard;
    }
}
