using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ServeMulti.Native;

/// <summary>What Linux and macOS can do with folders and files and .NET cannot.</summary>
internal static class PosixFiles
{
    private const int CloseOnExecuteLinux = 0x80000;
    private const int CloseOnExecuteMac = 0x1000000;
    private const int WithoutWaitingLinux = CloseOnExecuteLinux | 0x800 | 0x100;
    private const int WithoutWaitingMac = CloseOnExecuteMac | 0x4 | 0x20000;
    private const int WriteAndSearch = 2 | 1;
    private const int LongestPath = 4096;
    private const int NotPermitted = 1;
    private const int NotFound = 2;
    private const int Interrupted = 4;
    private const int NoAccess = 13;
    private const int InvalidArgument = 22;
    private const int NotSupportedLinux = 95;
    private const int NotSupportedMac = 45;

    /// <summary>Flushes a folder's list of names to the disk: without it a renamed file may have its old name after a power
    /// failure.</summary>
    public static void FlushFolder(string folder)
    {
        var descriptor = Open(ToNative(folder), OperatingSystem.IsLinux() ? CloseOnExecuteLinux : CloseOnExecuteMac);
        if (descriptor < 0)
        {
            throw Failure(folder, Marshal.GetLastPInvokeError());
        }

        try
        {
            // Some network file systems cannot flush a folder and need not.
            if (
                Flush(descriptor) != 0
                && Marshal.GetLastPInvokeError() is var error and not (InvalidArgument or NotSupportedLinux or NotSupportedMac)
            )
            {
                throw Failure(folder, error);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Opens a file for reading without waiting for anything: a pipe that nobody writes to is opened at once, like every
    /// file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle OpenWithoutWaiting(string path)
    {
        int descriptor;
        do
        {
            descriptor = Open(ToNative(path), OperatingSystem.IsLinux() ? WithoutWaitingLinux : WithoutWaitingMac);
        } while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw NotOpened(path, Marshal.GetLastPInvokeError());
    }

    /// <summary>Returns the path of a folder without links and without '..'; null where it does not exist.</summary>
    public static string? FindRealPath(string folder)
    {
        var resolved = new byte[LongestPath];
        return RealPath(ToNative(folder), resolved) == 0
            ? null
            : Encoding.UTF8.GetString(resolved.AsSpan(0, resolved.AsSpan().IndexOf((byte)0)));
    }

    public static bool CanWriteIn(string folder) => Access(ToNative(folder), WriteAndSearch) == 0;

    private static byte[] ToNative(string path) => Encoding.UTF8.GetBytes(path + '\0');

    /// <summary>Returns the exception that the framework raises for the same error.</summary>
    private static Exception NotOpened(string path, int error) =>
        error switch
        {
            NotFound when Directory.Exists(Path.GetDirectoryName(path)) => new FileNotFoundException(
                $"Could not find file '{path}'.",
                path
            ),
            NotFound => new DirectoryNotFoundException($"Could not find a part of the path '{path}'."),
            NotPermitted or NoAccess => new UnauthorizedAccessException($"Access to the path '{path}' is denied."),
            _ => Failure(path, error),
        };

    private static IOException Failure(string folder, int error) => new($"{Marshal.GetPInvokeErrorMessage(error)} : '{folder}'", error);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "realpath")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint RealPath(byte[] path, [Out] byte[] resolved);

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access(byte[] path, int mode);
}
