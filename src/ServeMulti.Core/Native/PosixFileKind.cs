using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ServeMulti.Native;

/// <summary>Asks the system what a path or an open file is: .NET does not say of pipes, sockets and devices. Linux and macOS
/// only.</summary>
/// <remarks>The answer is <see cref="FileKind.Unknown"/> where the C library is too old for the question, or the system refuses to
/// answer.</remarks>
internal static partial class PosixFileKind
{
    /// <summary>More bytes than any of these systems writes.</summary>
    private const int StatusSize = 512;

    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint TypeAlone = 1;
    private const int ModeOnLinux = 28;
    private const int ModeOnMac = 4;
    private const int NotFound = 2;
    private const int NotAFolder = 20;

    /// <summary>Returns what is at a path; links are followed.</summary>
    public static FileKind Of(string path)
    {
        Span<byte> status = stackalloc byte[StatusSize];
        ref var first = ref MemoryMarshal.GetReference(status);
        try
        {
            var result =
                OperatingSystem.IsLinux() ? Statx(CurrentFolder, path, 0, TypeAlone, ref first)
                : !OperatingSystem.IsMacOS() ? 1
                : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatOnIntelMac(path, ref first)
                : Stat(path, ref first);
            return Judge(result, status);
        }
        catch (EntryPointNotFoundException)
        {
            return FileKind.Unknown;
        }
    }

    /// <summary>Returns what an open file is.</summary>
    public static FileKind Of(SafeFileHandle file)
    {
        Span<byte> status = stackalloc byte[StatusSize];
        ref var first = ref MemoryMarshal.GetReference(status);
        try
        {
            var result =
                OperatingSystem.IsLinux() ? Statx(file, "", EmptyPath, TypeAlone, ref first)
                : !OperatingSystem.IsMacOS() ? 1
                : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatOnIntelMac(file, ref first)
                : Stat(file, ref first);
            return Judge(result, status);
        }
        catch (EntryPointNotFoundException)
        {
            return FileKind.Unknown;
        }
    }

    private static FileKind Judge(int result, ReadOnlySpan<byte> status)
    {
        const int KindOfMode = 0xF000;
        if (result != 0)
        {
            return result < 0 && Marshal.GetLastPInvokeError() is NotFound or NotAFolder ? FileKind.Missing : FileKind.Unknown;
        }

        var mode = MemoryMarshal.Read<ushort>(status[(OperatingSystem.IsLinux() ? ModeOnLinux : ModeOnMac)..]);
        return (mode & KindOfMode) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0x1000 => FileKind.Pipe,
            0xC000 => FileKind.Socket,
            0x2000 or 0x6000 => FileKind.Device,
            _ => FileKind.Unknown,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(SafeFileHandle file, ref byte status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatOnIntelMac(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatOnIntelMac(SafeFileHandle file, ref byte status);
}
