namespace ServeMulti.Results.Folder;

/// <summary>Collects which files of an experiment could not be read, so that one of them costs no other.</summary>
internal sealed class ReadProblems
{
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="files">The disk.</param>
    /// <param name="folder">The folder of the experiment, to which paths in messages are relative.</param>
    public ReadProblems(IFileSystem files, string folder)
    {
        _files = files;
        _folder = folder;
    }

    /// <summary>Gets one line per file that was skipped, so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string path, string reason)
    {
        var line =
            $"{Path.GetRelativePath(_folder, path).Replace(Path.DirectorySeparatorChar, '/')}: {reason.ReplaceLineEndings(" ").TrimEnd('.')}.";
        lock (_lines)
        {
            if (_known.Add(line))
            {
                _lines.Add(line);
            }
        }
    }

    /// <summary>Reads a file; null where it does not hold what it should hold, which is noted, or is gone.</summary>
    public T? TryRead<T>(string path, Func<ReadOnlyMemory<byte>, T?> read)
        where T : class => Try(path, () => read(_files.ReadWhole(path)));

    /// <summary>Reads the file of a run; null where it does not hold what it should hold, which is noted, or is gone.</summary>
    public RunObject? TryReadRun(string path) => Try(path, () => _files.ReadRun(path));

    private T? Try<T>(string path, Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (FileNotFoundException)
        {
            // A host that writes here moved it away between the listing and now.
            return null;
        }
        catch (Exception exception) when (JsonText.IsUnreadable(exception))
        {
            Add(path, UnreadableFile.Of(path, exception).Reason);
            return null;
        }
    }
}
