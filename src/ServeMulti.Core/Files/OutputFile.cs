using ServeMulti.Native;

namespace ServeMulti.Files;

/// <summary>
/// A file that somebody named for a result, a report or a figure. A link is followed. What is there is replaced as a whole, and only where
/// nothing is lost: nothing is there, it is empty, ServeMulti wrote it, or it may be overwritten. Anything but a file is refused.
/// </summary>
internal sealed class OutputFile
{
    private const int MostLinks = 40;

    private readonly string _target;
    private readonly bool _exists;

    private OutputFile(string target, bool exists) => (_target, _exists) = (target, exists);

    /// <summary>Looks at the place of a file. Nothing is written yet.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="isOurs">Returns whether ServeMulti wrote the content of a file.</param>
    /// <param name="overwrite">Whether a file that ServeMulti did not write may be replaced.</param>
    /// <exception cref="OutputRefusedException">Something else is at the path, or the file must not be replaced.</exception>
    /// <exception cref="IOException">The file cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be looked at.</exception>
    public static OutputFile At(string path, Predicate<Stream> isOurs, bool overwrite = false)
    {
        try
        {
            // Before links are followed: those of a process's open files lead to no path.
            RegularFile.Require(path);
        }
        catch (NotAFileException exception)
        {
            throw new OutputRefusedException(exception.Reason, exception);
        }

        if (Path.EndsInDirectorySeparator(path))
        {
            throw new OutputRefusedException("it is the name of a folder; name a file");
        }

        var target = FollowLinks(Path.GetFullPath(path));
        var exists = File.Exists(target);
        return !exists || overwrite || IsReplaceable(target, isOurs)
            ? new OutputFile(target, exists)
            : throw new OutputRefusedException(
                "it exists, and ServeMulti did not write it; name another file, or allow it to be replaced (--overwrite)"
            );
    }

    /// <summary>Returns the message that a file cannot be written.</summary>
    public static string Describe(string path, Exception exception) =>
        $"{path} cannot be written: {(exception is NotAFileException other ? other.Reason : exception.Message.TrimEnd('.'))}.";

    /// <summary>Writes the file: beside its place, flushed and renamed, so that a reader sees the old content or the new one.</summary>
    /// <param name="content">Writes the content.</param>
    /// <exception cref="IOException">The file cannot be written; what was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; what was there is as it was.</exception>
    public void Write(Action<Stream> content)
    {
        var folder = CreateFolder();
        var temporary = Path.Combine(folder, $".serve-multi-{Path.GetRandomFileName()}");
        try
        {
            using (var stream = RegularFile.Open(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write }))
            {
                content(stream);
                stream.Flush(flushToDisk: true);
            }

            if (_exists && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(_target));
            }

            File.Move(temporary, _target, overwrite: _exists);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Opens the file to write at its end; it is created where it is missing.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public FileStream Append()
    {
        CreateFolder();
        return RegularFile.Open(
            _target,
            new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
                BufferSize = 0,
            }
        );
    }

    private string CreateFolder() => Directory.CreateDirectory(Path.GetDirectoryName(_target)!).FullName;

    private static bool IsReplaceable(string target, Predicate<Stream> isOurs)
    {
        using var stream = RegularFile.OpenRead(target, bufferSize: 4096);
        return stream.Length == 0 || isOurs(stream);
    }

    private static string FollowLinks(string path)
    {
        RefuseOpenFile(path);
        var target = FollowFolders("", path);
        for (var links = 0; new FileInfo(target).LinkTarget is { } next; links++)
        {
            if (links == MostLinks)
            {
                throw new OutputRefusedException("it is a link that leads to itself");
            }

            target = FollowFolders($"{Path.GetDirectoryName(target)}{Path.DirectorySeparatorChar}", next);
            RefuseOpenFile(target);
        }

        return target;
    }

    /// <summary>Where '..' leads behind a folder that is a link, the system alone knows; the framework only cuts it off.</summary>
    private static string FollowFolders(string folder, string link)
    {
        var path = Path.IsPathRooted(link) ? link : folder + link;
        if (OperatingSystem.IsWindows() || PosixFiles.FindRealPath(Path.GetDirectoryName(path)!) is not { } real)
        {
            return Path.GetFullPath(path);
        }

        return Path.Combine(real, Path.GetFileName(path));
    }

    /// <summary>What a process has open has a path on Linux, and cannot be replaced there.</summary>
    private static void RefuseOpenFile(string path)
    {
        if (
            path.StartsWith("/dev/fd/", StringComparison.Ordinal)
            || (path.StartsWith("/proc/", StringComparison.Ordinal) && path.Contains("/fd/", StringComparison.Ordinal))
        )
        {
            throw new OutputRefusedException("it is an open file of a process; name the file itself");
        }
    }
}
