namespace ServeMulti.Results.Folder;

/// <summary>The real disk; counts what is done to it.</summary>
internal sealed class CountingFileSystem : IFileSystem
{
    private readonly DiskFileSystem _disk = new(isDurable: false);
    private readonly Dictionary<string, long> _bytesByName = new(StringComparer.Ordinal);

    /// <summary>Gets the number of steps of any kind.</summary>
    public long Steps { get; private set; }

    /// <summary>Gets the number of files that were opened for reading.</summary>
    public long Opened { get; private set; }

    /// <summary>Gets the bytes that were written, rewritten ones counted again.</summary>
    public long BytesWritten => _bytesByName.Values.Sum();

    /// <summary>Gets the bytes that were written to files of a name, wherever they stand.</summary>
    public long BytesWrittenTo(string name) =>
        _bytesByName.GetValueOrDefault(name) + _bytesByName.GetValueOrDefault(name + FileSteps.TemporarySuffix);

    public bool IsShared => false;

    public bool FileExists(string path) => Count().FileExists(path);

    public bool FolderExists(string path) => Count().FolderExists(path);

    public IReadOnlyList<FolderEntry> List(string folder) => Count().List(folder);

    public Stream OpenRead(string path)
    {
        Opened++;
        return Count().OpenRead(path);
    }

    public DateTimeOffset WriteTimeOf(string path) => Count().WriteTimeOf(path);

    public void CreateFolder(string path) => Count().CreateFolder(path);

    public void Write(string path, Action<Stream> content, bool isPrivate) =>
        Count()
            .Write(
                path,
                stream =>
                {
                    content(stream);
                    CountBytes(path, stream.Length);
                },
                isPrivate
            );

    public long Append(string path, ReadOnlySpan<byte> content)
    {
        CountBytes(path, content.Length);
        return Count().Append(path, content);
    }

    public void Move(string source, string target) => Count().Move(source, target);

    public void Delete(string path) => Count().Delete(path);

    public void DeleteFolder(string path) => Count().DeleteFolder(path);

    public void FlushFile(string path) => Count().FlushFile(path);

    public void FlushFolder(string folder) => Count().FlushFolder(folder);

    public IDisposable? TryLock(string path) => Count().TryLock(path);

    public bool IsLocked(string path) => Count().IsLocked(path);

    public bool CanWriteIn(string folder) => Count().CanWriteIn(folder);

    private DiskFileSystem Count()
    {
        Steps++;
        return _disk;
    }

    private void CountBytes(string path, long bytes)
    {
        var name = Path.GetFileName(path);
        _bytesByName[name] = _bytesByName.GetValueOrDefault(name) + bytes;
    }
}
