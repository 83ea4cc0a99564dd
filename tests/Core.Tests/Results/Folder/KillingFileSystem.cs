namespace ServeMulti.Results.Folder;

/// <summary>The real disk, until the host is killed at one of its steps: what was begun stays half-done, and nothing works any
/// more.</summary>
internal sealed class KillingFileSystem : IFileSystem
{
    private readonly DiskFileSystem _disk = new(isDurable: false);
    private readonly List<IDisposable> _locks = [];
    private readonly int _fatalStep;
    private readonly bool _isHalfDone;
    private bool _isDead;

    /// <param name="fatalStep">The number of the step, from 1, at which the host is killed.</param>
    /// <param name="isHalfDone">Whether half of what the step writes is on the disk.</param>
    public KillingFileSystem(int fatalStep = int.MaxValue, bool isHalfDone = false)
    {
        _fatalStep = fatalStep;
        _isHalfDone = isHalfDone;
    }

    /// <summary>Gets the steps that change something, in order.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>Gets the files that were opened for reading.</summary>
    public List<string> Reads { get; } = [];

    private DiskFileSystem Living => _isDead ? throw new HostKilledException() : _disk;

    public bool IsShared => false;

    public bool FileExists(string path) => Living.FileExists(path);

    public bool FolderExists(string path) => Living.FolderExists(path);

    public IReadOnlyList<FolderEntry> List(string folder) => Living.List(folder);

    public Stream OpenRead(string path)
    {
        Reads.Add(path);
        return Living.OpenRead(path);
    }

    public DateTimeOffset WriteTimeOf(string path) => Living.WriteTimeOf(path);

    public void CreateFolder(string path) => Step($"create {path}", () => Living.CreateFolder(path));

    public void Write(string path, Action<Stream> content, bool isPrivate) =>
        Step($"write {path}", () => Living.Write(path, content, isPrivate), () => WriteHalf(path, content, isPrivate));

    public long Append(string path, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        var start = 0L;
        Step($"append {path}", () => start = Living.Append(path, bytes), () => Living.Append(path, bytes.AsSpan(0, bytes.Length / 2)));
        return start;
    }

    public void Move(string source, string target) => Step($"move {source} to {target}", () => Living.Move(source, target));

    public void Delete(string path) => Step($"delete {path}", () => Living.Delete(path));

    public void DeleteFolder(string path) => Step($"delete folder {path}", () => Living.DeleteFolder(path));

    public void FlushFile(string path) => Step($"flush {path}", () => Living.FlushFile(path));

    public void FlushFolder(string folder) => Step($"flush {folder}", () => Living.FlushFolder(folder));

    public IDisposable? TryLock(string path)
    {
        IDisposable? taken = null;
        Step($"lock {path}", () => taken = Living.TryLock(path));
        if (taken is not null)
        {
            _locks.Add(taken);
        }

        return taken;
    }

    public bool IsLocked(string path) => Living.IsLocked(path);

    public bool CanWriteIn(string folder) => Living.CanWriteIn(folder);

    private void Step(string name, Action step, Action? halfStep = null)
    {
        _ = Living;
        Steps.Add(name);
        if (Steps.Count < _fatalStep)
        {
            step();
            return;
        }

        if (_isHalfDone)
        {
            halfStep?.Invoke();
        }

        // The system releases what a dead process held.
        _isDead = true;
        _locks.ForEach(taken => taken.Dispose());
        throw new HostKilledException();
    }

    private void WriteHalf(string path, Action<Stream> content, bool isPrivate)
    {
        using var whole = new MemoryStream();
        content(whole);
        _disk.Write(path, stream => stream.Write(whole.GetBuffer().AsSpan(0, (int)whole.Length / 2)), isPrivate);
    }
}

/// <summary>Stands for the end of the process: no exception of the disk, so nothing handles it.</summary>
internal sealed class HostKilledException : Exception;
