using System.Runtime.InteropServices;

namespace ServeMulti.Native;

/// <summary>The few calls of the C library that .NET does not offer. Linux and macOS only.</summary>
internal static partial class Libc
{
    /// <summary>Does nothing but say whether the target exists.</summary>
    public const int NoSignal = 0;

    public const int Kill9 = 9;

    public const int Terminate = 15;

    private const short PollIn = 1;
    private const int InterruptedCall = 4;
    private const int SetPipeSize = 1031;
    private const int NotPermitted = 1;
    private const int Executable = 1;
    private const int ReadOnlyAndClosedOnExec = 0x80000;

    /// <summary>Sends a signal to a process, or with a negative id to a process group; false where there is no such target.</summary>
    public static bool Signal(int id, int signal) => Kill(id, signal) == 0 || Marshal.GetLastPInvokeError() == NotPermitted;

    /// <summary>Returns whether this process may execute a file.</summary>
    public static bool MayExecute(string path) => Access(path, Executable) == 0;

    /// <summary>Waits until one of two file descriptors can be read without blocking, or is at its end; a negative descriptor is left
    /// out.</summary>
    /// <returns>Which of the two can be read; neither after the timeout.</returns>
    public static (bool First, bool Second) WaitReadable(int first, int second, int timeoutMilliseconds)
    {
        Span<PollDescriptor> descriptors = [new() { Descriptor = first, Events = PollIn }, new() { Descriptor = second, Events = PollIn }];
        while (Poll(ref descriptors[0], 2, timeoutMilliseconds) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != InterruptedCall)
            {
                throw new IOException($"Waiting for the output of a child process failed (errno {error}).");
            }
        }

        return (descriptors[0].Returned != 0, descriptors[1].Returned != 0);
    }

    /// <summary>Lets the calling thread rest, at far less cost than a wait of the runtime.</summary>
    public static void Rest(int milliseconds) => WaitReadable(-1, -1, milliseconds);

    /// <summary>Asks for a larger pipe, on Linux. Where the system has no room for one, the pipe stays as it is.</summary>
    public static bool TryEnlargePipe(int descriptor, int size) =>
        OperatingSystem.IsLinux() && FileControl(descriptor, SetPipeSize, size) >= size;

    /// <summary>Reads the beginning of a small file; -1 where it cannot be opened or read. Far cheaper than a file handle, for files that
    /// are read by the hundred.</summary>
    public static int ReadFile(string path, Span<byte> buffer)
    {
        var file = Open(path, ReadOnlyAndClosedOnExec);
        if (file < 0)
        {
            return -1;
        }

        var count = Read(file, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
        Close(file);
        return (int)count;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int file, ref byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileControl(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int id, int signal);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
