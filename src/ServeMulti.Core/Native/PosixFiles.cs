using System.Runtime.InteropServices;
using System.Text;

namespace ServeMulti.Native;

/// <summary>The two things that Linux and macOS can do with a folder and .NET cannot.</summary>
internal static class PosixFiles
{
    private const int CloseOnExecuteLinux = 0x80000;
    private const int CloseOnExecuteMac = 0x1000000;
    private const int WriteAndSearch = 2 | 1;
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

    public static bool CanWriteIn(string folder) => Access(ToNative(folder), WriteAndSearch) == 0;

    private static byte[] ToNative(string path) => Encoding.UTF8.GetBytes(path + '\0');

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

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access(byte[] path, int mode);
}
