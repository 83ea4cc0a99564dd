using System.IO.Enumeration;
using ServeMulti.Files;
using ServeMulti.Native;

namespace ServeMulti.Results.Folder;

/// <summary>The real disk. What is no file is neither opened nor replaced nor deleted where a file belongs.</summary>
internal sealed class DiskFileSystem : IFileSystem
{
    private readonly bool _isDurable;

    /// <param name="isDurable">Whether what is written is flushed to the disk before the next step.</param>
    public DiskFileSystem(bool isDurable) => _isDurable = isDurable;

    public bool IsShared => true;

    public bool FileExists(string path) =>
        File.Exists(path) || (Find(path) is { } attributes && !attributes.HasFlag(FileAttributes.Directory));

    public bool FolderExists(string path) => Directory.Exists(path) || Find(path)?.HasFlag(FileAttributes.Directory) == true;

    public IReadOnlyList<FolderEntry> List(string folder)
    {
        if (!FolderExists(folder))
        {
            return [];
        }

        return
        [
            .. new FileSystemEnumerable<FolderEntry>(
                folder,
                (ref FileSystemEntry entry) =>
                    entry.IsDirectory
                        ? new FolderEntry(entry.FileName.ToString(), IsFolder: true, 0)
                        : new FolderEntry(entry.FileName.ToString(), IsFolder: false, entry.Length, entry.LastWriteTimeUtc),
                new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false }
            ),
        ];
    }

    public Stream OpenRead(string path) => RegularFile.OpenRead(path);

    public DateTimeOffset WriteTimeOf(string path) => File.GetLastWriteTimeUtc(path);

    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    public void Write(string path, Action<Stream> content, bool isPrivate)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 4 * 1024,
        };
        using var stream = RegularFile.Open(path, isPrivate ? PrivateFile.OnCreation(options) : options);
        content(stream);
        stream.Flush(flushToDisk: _isDurable);
    }

    public long Append(string path, ReadOnlySpan<byte> content)
    {
        using var stream = RegularFile.Open(path, Unbuffered(FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        var start = stream.Position;
        stream.Write(content);
        return start;
    }

    public void Move(string source, string target)
    {
        if (Directory.Exists(source))
        {
            Directory.Move(source, target);
            return;
        }

        RegularFile.Require(target);
        File.Move(source, target, overwrite: true);
    }

    public void Delete(string path)
    {
        try
        {
            RegularFile.Require(path);
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // The folder is gone, and the file with it.
        }
    }

    public void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public void FlushFile(string path)
    {
        if (_isDurable && File.Exists(path))
        {
            using var stream = RegularFile.Open(path, Unbuffered(FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
            stream.Flush(flushToDisk: true);
        }
    }

    public void FlushFolder(string folder)
    {
        if (_isDurable && !OperatingSystem.IsWindows())
        {
            PosixFiles.FlushFolder(folder);
        }
    }

    public IDisposable? TryLock(string path)
    {
        try
        {
            return RegularFile.Open(path, Unbuffered(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (IsSharingViolation(exception))
        {
            return null;
        }
    }

    public bool IsLocked(string path)
    {
        try
        {
            RegularFile.Open(path, Unbuffered(FileMode.Open, FileAccess.Read, FileShare.Read)).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException exception) when (IsSharingViolation(exception))
        {
            return true;
        }
    }

    public bool CanWriteIn(string folder) => OperatingSystem.IsWindows() || PosixFiles.CanWriteIn(folder);

    private static FileStreamOptions Unbuffered(FileMode mode, FileAccess access, FileShare share) =>
        new()
        {
            Mode = mode,
            Access = access,
            Share = share,
            BufferSize = 0,
        };

    /// <summary>
    /// Looks at a path; null only where nothing is there. The framework's own answer is no as well where the system refuses to say, and
    /// results that are there for another try would be taken for missing, and made again.
    /// </summary>
    private static FileAttributes? Find(string path)
    {
        const int NotAFolder = 20;
        try
        {
            return File.GetAttributes(path);
        }
        catch (Exception exception)
            when (exception is FileNotFoundException or DirectoryNotFoundException || exception is IOException { HResult: NotAFolder })
        {
            return null;
        }
    }

    /// <summary>The system's word for "somebody else has it open": ERROR_SHARING_VIOLATION, and EWOULDBLOCK on Linux and macOS.</summary>
    private static bool IsSharingViolation(IOException exception)
    {
        const int SharingViolation = unchecked((int)0x80070020);
        const int WouldBlockLinux = 11;
        const int WouldBlockMac = 35;
        return exception.GetType() == typeof(IOException) && exception.HResult is SharingViolation or WouldBlockLinux or WouldBlockMac;
    }
}
