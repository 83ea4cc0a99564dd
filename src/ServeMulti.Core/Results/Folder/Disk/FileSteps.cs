namespace ServeMulti.Results.Folder;

/// <summary>What is composed of several steps on the disk and must be whole at every one of them.</summary>
internal static class FileSteps
{
    public const string TemporarySuffix = ".tmp";

    private const string CorruptSuffix = ".corrupt";

    /// <summary>Writes a file beside its place and renames it: a reader sees the old content or the new one, never a part.</summary>
    public static void WriteWhole(this IFileSystem files, string path, ReadOnlyMemory<byte> content, bool isPrivate = false) =>
        files.WriteWhole(path, stream => stream.Write(content.Span), isPrivate);

    /// <inheritdoc cref="WriteWhole(IFileSystem, string, ReadOnlyMemory{byte}, bool)"/>
    public static void WriteWhole(this IFileSystem files, string path, Action<Stream> content, bool isPrivate = false)
    {
        var temporary = path + TemporarySuffix;
        files.Write(temporary, content, isPrivate);
        files.Move(temporary, path);
        files.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Creates a folder and those above it, where they are missing, and flushes their names: what is written in a folder is lost with
    /// its name. Its own is flushed also where it is there: a host may have been killed before it did so.</summary>
    public static void MakeFolder(this IFileSystem files, string path)
    {
        var missing = new Stack<string>([path]);
        for (
            var folder = Path.GetDirectoryName(path);
            folder is not null && !files.FolderExists(folder);
            folder = Path.GetDirectoryName(folder)
        )
        {
            missing.Push(folder);
        }

        foreach (var folder in missing)
        {
            files.CreateFolder(folder);
            files.FlushFolder(Path.GetDirectoryName(folder) ?? folder);
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidInputException">It is larger than memory takes, and so than anything that is ours.</exception>
    public static byte[] ReadWhole(this IFileSystem files, string path)
    {
        using var stream = files.OpenRead(path);
        if (stream.Length > Array.MaxLength)
        {
            throw new InvalidInputException($"It has {stream.Length} bytes, more than any result.");
        }

        var content = new byte[stream.Length];
        var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length == content.Length ? content : content[..length];
    }

    /// <summary>Renames what cannot be read to the first free of <c>name.corrupt</c>, <c>name.corrupt-2</c>, ...</summary>
    /// <returns>The new name, without the path.</returns>
    public static string SetAside(this IFileSystem files, string path)
    {
        var target = files.FindFree(path + CorruptSuffix, '-');
        files.Move(path, target);
        files.FlushFolder(Path.GetDirectoryName(path)!);
        return Path.GetFileName(target);
    }

    /// <summary>Finds the first of <c>path</c>, <c>path-2</c>, <c>path-3</c>, ... that does not exist.</summary>
    public static string FindFree(this IFileSystem files, string path, char separator)
    {
        var candidate = path;
        for (var number = 2; files.FileExists(candidate) || files.FolderExists(candidate); number++)
        {
            candidate = $"{path}{separator}{number}";
        }

        return candidate;
    }
}
