using Microsoft.Win32.SafeHandles;
using ServeMulti.Native;

namespace ServeMulti.Files;

/// <summary>
/// Opens files, and nothing else: what is at a path may be a pipe, a socket, a device or a folder, which would keep its reader waiting,
/// have no end, or be changed by opening it alone. Links are followed. Every file of the library and the command line is opened here.
/// </summary>
internal static class RegularFile
{
    /// <summary>Opens a file for reading, without keeping others from replacing it.</summary>
    /// <exception cref="NotAFileException">Something else is at the path.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    public static FileStream OpenRead(string path, int bufferSize = 0)
    {
        if (OperatingSystem.IsWindows())
        {
            return Open(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = bufferSize });
        }

        var handle = OpenHandle(path);
        try
        {
            return Checked(path, new FileStream(handle, FileAccess.Read, bufferSize));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for reading, on Linux and macOS, as <see cref="OpenRead"/> does.</summary>
    /// <remarks>The path is looked at first, because opening some devices has effects. What was opened is looked at again: it may have been
    /// put there in between.</remarks>
    public static SafeFileHandle OpenHandle(string path)
    {
        Require(path);
        var handle = PosixFiles.OpenWithoutWaiting(Path.GetFullPath(path));
        try
        {
            Require(path, PosixFileKind.Of(handle));
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens or creates a file for writing, or with a lock.</summary>
    /// <inheritdoc cref="OpenRead"/>
    public static FileStream Open(string path, FileStreamOptions options)
    {
        Require(path);
        return Checked(path, new FileStream(path, options));
    }

    /// <summary>Returns what is at a path; links are followed.</summary>
    public static FileKind FindKind(string path) =>
        !OperatingSystem.IsWindows() ? PosixFileKind.Of(Path.GetFullPath(path))
        : Directory.Exists(path) ? FileKind.Folder
        : FileKind.Unknown;

    /// <summary>Makes sure that a file, or nothing, is at a path.</summary>
    /// <exception cref="NotAFileException">Something else is there.</exception>
    public static void Require(string path) => Require(path, FindKind(path));

    private static void Require(string path, FileKind kind)
    {
        if (kind is not (FileKind.Regular or FileKind.Missing or FileKind.Unknown))
        {
            throw new NotAFileException(path, kind);
        }
    }

    /// <summary>Where the system does not say what a file is, one thing tells: neither pipes nor terminals have places to go to.</summary>
    private static FileStream Checked(string path, FileStream stream)
    {
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw new NotAFileException(path, FileKind.Device);
    }
}
