namespace ServeMulti.Results.Folder;

/// <summary>The real disk, where everything that touches a path, or what is below it, is refused, once it is told to.</summary>
internal sealed class RefusingFileSystem : IFileSystem
{
    private readonly DiskFileSystem _disk = new(isDurable: false);
    private readonly string _refused;

    public RefusingFileSystem(string refused) => _refused = refused;

    public bool IsRefusing { get; set; } = true;

    /// <summary>Gets or sets how often somebody else holds the lock for a moment when it is to be taken.</summary>
    public int BusyLooks { get; set; }

    public bool IsShared => false;

    public bool FileExists(string path) => Allowed(path).FileExists(path);

    public bool FolderExists(string path) => Allowed(path).FolderExists(path);

    public IReadOnlyList<FolderEntry> List(string folder) => Allowed(folder).List(folder);

    public Stream OpenRead(string path) => Allowed(path).OpenRead(path);

    public DateTimeOffset WriteTimeOf(string path) => Allowed(path).WriteTimeOf(path);

    public void CreateFolder(string path) => Allowed(path).CreateFolder(path);

    public void Write(string path, Action<Stream> content, bool isPrivate) => Allowed(path).Write(path, content, isPrivate);

    public long Append(string path, ReadOnlySpan<byte> content) => Allowed(path).Append(path, content);

    public void Move(string source, string target)
    {
        _ = Allowed(source);
        Allowed(target).Move(source, target);
    }

    public void Delete(string path) => Allowed(path).Delete(path);

    public void DeleteFolder(string path) => Allowed(path).DeleteFolder(path);

    public void FlushFile(string path) => Allowed(path).FlushFile(path);

    public void FlushFolder(string folder) => Allowed(folder).FlushFolder(folder);

    public IDisposable? TryLock(string path) => BusyLooks-- > 0 ? null : Allowed(path).TryLock(path);

    public bool IsLocked(string path) => Allowed(path).IsLocked(path);

    public bool CanWriteIn(string folder) => Allowed(folder).CanWriteIn(folder);

    private DiskFileSystem Allowed(string path) =>
        IsRefusing && (path == _refused || path.StartsWith(_refused + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            ? throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.")
            : _disk;
}
