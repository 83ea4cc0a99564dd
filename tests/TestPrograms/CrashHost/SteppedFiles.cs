using ServeMulti.Results.Folder;

namespace ServeMulti.TestPrograms;

/// <summary>The real disk, on which everything that changes something is a step.</summary>
internal sealed class SteppedFiles(StepCounter steps) : IFileSystem
{
    private readonly DiskFileSystem _disk = new(isDurable: true);

    public bool IsShared => false;

    public bool FileExists(string path) => _disk.FileExists(path);

    public bool FolderExists(string path) => _disk.FolderExists(path);

    public IReadOnlyList<FolderEntry> List(string folder) => _disk.List(folder);

    public Stream OpenRead(string path) => _disk.OpenRead(path);

    public DateTimeOffset WriteTimeOf(string path) => _disk.WriteTimeOf(path);

    public void CreateFolder(string path) => Take("create folder", path, () => _disk.CreateFolder(path));

    public void Write(string path, Action<Stream> content, bool isPrivate) =>
        Take("write", path, () => _disk.Write(path, content, isPrivate), () => WriteHalf(path, content, isPrivate));

    public long Append(string path, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        var start = 0L;
        Take("append to", path, () => start = _disk.Append(path, bytes), () => _disk.Append(path, bytes.AsSpan(0, bytes.Length / 2)));
        return start;
    }

    public void Move(string source, string target) => Take("move to", target, () => _disk.Move(source, target));

    public void Delete(string path) => Take("delete", path, () => _disk.Delete(path));

    public void DeleteFolder(string path) => Take("delete folder", path, () => _disk.DeleteFolder(path));

    public void FlushFile(string path) => Take("flush", path, () => _disk.FlushFile(path));

    public void FlushFolder(string folder) => Take("flush", folder, () => _disk.FlushFolder(folder));

    public IDisposable? TryLock(string path)
    {
        IDisposable? taken = null;
        Take("lock", path, () => taken = _disk.TryLock(path));
        return taken;
    }

    public bool IsLocked(string path) => _disk.IsLocked(path);

    public bool CanWriteIn(string folder) => _disk.CanWriteIn(folder);

    private void Take(string verb, string path, Action step, Action? halfStep = null) =>
        steps.Take($"{verb} {Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}", step, halfStep);

    private void WriteHalf(string path, Action<Stream> content, bool isPrivate)
    {
        using var whole = new MemoryStream();
        content(whole);
        _disk.Write(path, stream => stream.Write(whole.GetBuffer().AsSpan(0, (int)whole.Length / 2)), isPrivate);
    }
}
