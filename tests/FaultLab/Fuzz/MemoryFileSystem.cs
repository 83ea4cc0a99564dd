using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>A disk in memory that holds one folder; whoever leaves it breaks a law.</summary>
internal sealed class MemoryFileSystem(string root) : IFileSystem
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal) { root };

    private MemoryFileSystem(string root, Dictionary<string, byte[]> files, HashSet<string> folders)
        : this(root) => (_files, _folders) = (new(files, StringComparer.Ordinal), new(folders, StringComparer.Ordinal));

    /// <summary>Gets the files by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>Gets how many times something was changed.</summary>
    public int Changes { get; private set; }

    public MemoryFileSystem Copy() => new(root, _files, _folders);

    /// <summary>Puts a file where another host or a broken disk might have put it.</summary>
    public void Put(string path, byte[] content)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        _files[path] = content;
    }

    public bool IsShared => false;

    public bool FileExists(string path) => _files.ContainsKey(Inside(path));

    public bool FolderExists(string path) => _folders.Contains(Inside(path));

    public IReadOnlyList<FolderEntry> List(string folder) =>
        [
            .. _folders
                .Where(one => Path.GetDirectoryName(one) == Inside(folder))
                .Select(one => new FolderEntry(Path.GetFileName(one), true, 0)),
            .. _files
                .Where(one => Path.GetDirectoryName(one.Key) == folder)
                .Select(one => new FolderEntry(Path.GetFileName(one.Key), false, one.Value.Length, DateTimeOffset.UnixEpoch)),
        ];

    public Stream OpenRead(string path) =>
        _files.TryGetValue(Inside(path), out var content)
            ? new MemoryStream(content, writable: false)
            : throw new FileNotFoundException($"There is no file '{path}'.");

    public DateTimeOffset WriteTimeOf(string path) => DateTimeOffset.UnixEpoch;

    public void CreateFolder(string path)
    {
        for (var folder = Change(path); folder.Length >= root.Length && _folders.Add(folder); folder = Path.GetDirectoryName(folder)!) { }
    }

    public void Write(string path, Action<Stream> content, bool isPrivate)
    {
        using var written = new MemoryStream();
        content(written);
        _files[Change(path)] = written.ToArray();
    }

    public long Append(string path, ReadOnlySpan<byte> content)
    {
        var before = _files.GetValueOrDefault(Change(path), []);
        _files[path] = [.. before, .. content];
        return before.Length;
    }

    public void Move(string source, string target)
    {
        if (_files.Remove(Change(source), out var content))
        {
            _files[Change(target)] = content;
            return;
        }

        Laws.Hold(_folders.Contains(source), $"What is moved is there: {FuzzText.ToLiteral(source)}");
        foreach (var path in _files.Keys.Where(path => path.StartsWith(source + "/", StringComparison.Ordinal)).ToList())
        {
            Put(Change(target) + path[source.Length..], _files[path]);
        }

        DeleteFolder(source);
        CreateFolder(target);
    }

    public void Delete(string path) => _files.Remove(Change(path));

    public void DeleteFolder(string path)
    {
        foreach (var file in _files.Keys.Where(file => file.StartsWith(Change(path) + "/", StringComparison.Ordinal)).ToList())
        {
            _files.Remove(file);
        }

        _folders.RemoveWhere(folder => folder == path || folder.StartsWith(path + "/", StringComparison.Ordinal));
    }

    public void FlushFile(string path) { }

    public void FlushFolder(string folder) { }

    public IDisposable? TryLock(string path)
    {
        _files.TryAdd(Change(path), []);
        return _locks.Add(path) ? new Lock(() => _locks.Remove(path)) : null;
    }

    public bool IsLocked(string path) => _locks.Contains(path);

    public bool CanWriteIn(string folder) => true;

    private string Change(string path)
    {
        Changes++;
        return Inside(path);
    }

    private string Inside(string path)
    {
        var full = Path.GetFullPath(path);
        Laws.Hold(
            full == path.TrimEnd('/') && (full == root || full.StartsWith(root + "/", StringComparison.Ordinal)),
            $"No file outside the experiment is touched: {FuzzText.ToLiteral(path)}"
        );
        return path;
    }

    private sealed class Lock(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
