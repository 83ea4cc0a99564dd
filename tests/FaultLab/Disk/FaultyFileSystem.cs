using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Disk;

/// <summary>The real disk, which refuses one step, or every step from one on, until the host has ended.</summary>
internal sealed class FaultyFileSystem : IFileSystem
{
    private readonly DiskFileSystem _disk = new(isDurable: false);
    private readonly List<(FileOperation Operation, string Path)> _steps = [];
    private readonly DiskFault? _fault;
    private readonly int _faultyStep;
    private readonly FaultCourse _course;

    /// <param name="fault">How it refuses; null: it does not.</param>
    /// <param name="faultyStep">The number of the step, from 0.</param>
    /// <param name="course">What happens at the step, and after it.</param>
    public FaultyFileSystem(DiskFault? fault = null, int faultyStep = int.MaxValue, FaultCourse course = FaultCourse.Once)
    {
        _fault = fault;
        _faultyStep = faultyStep;
        _course = course;
    }

    /// <summary>Gets the steps, in order.</summary>
    public IReadOnlyList<(FileOperation Operation, string Path)> Steps => _steps;

    public bool IsShared => false;

    public bool FileExists(string path) => Step(FileOperation.Look, path, () => _disk.FileExists(path));

    public bool FolderExists(string path) => Step(FileOperation.Look, path, () => _disk.FolderExists(path));

    public IReadOnlyList<FolderEntry> List(string folder) => Step(FileOperation.Look, folder, () => _disk.List(folder));

    public Stream OpenRead(string path) =>
        Step(FileOperation.Read, path, () => new FaultyStream(_disk.OpenRead(path), () => Step(FileOperation.Read, path, () => true)));

    public DateTimeOffset WriteTimeOf(string path) => Step(FileOperation.Look, path, () => _disk.WriteTimeOf(path));

    public void CreateFolder(string path) => Step(FileOperation.CreateFolder, path, () => _disk.CreateFolder(path));

    public void Write(string path, Action<Stream> content, bool isPrivate) =>
        Step(
            FileOperation.Write,
            path,
            () => _disk.Write(path, content, isPrivate),
            () =>
            {
                using var whole = new MemoryStream();
                content(whole);
                _disk.Write(path, stream => stream.Write(whole.GetBuffer().AsSpan(0, (int)whole.Length / 2)), isPrivate);
            }
        );

    public long Append(string path, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        return Step(
            FileOperation.Write,
            path,
            () => _disk.Append(path, bytes),
            () => _disk.Append(path, bytes.AsSpan(0, bytes.Length / 2))
        );
    }

    public void Move(string source, string target) =>
        Step(FileOperation.Move, target, () => _disk.Move(source, target), () => _disk.Move(source, target));

    public void Delete(string path) => Step(FileOperation.Delete, path, () => _disk.Delete(path), () => _disk.Delete(path));

    public void DeleteFolder(string path) => Step(FileOperation.Delete, path, () => _disk.DeleteFolder(path));

    public void FlushFile(string path) => Step(FileOperation.Flush, path, () => _disk.FlushFile(path));

    public void FlushFolder(string folder) => Step(FileOperation.Flush, folder, () => _disk.FlushFolder(folder));

    public IDisposable? TryLock(string path) => Step(FileOperation.Lock, path, () => _disk.TryLock(path));

    public bool IsLocked(string path) => Step(FileOperation.Look, path, () => _disk.IsLocked(path));

    // The system call that asks for permission answers yes or no, and nothing else.
    public bool CanWriteIn(string folder) => _disk.CanWriteIn(folder);

    private void Step(FileOperation operation, string path, Action step, Action? halfStep = null) =>
        Step(
            operation,
            path,
            () =>
            {
                step();
                return true;
            },
            halfStep
        );

    private T Step<T>(FileOperation operation, string path, Func<T> step, Action? halfStep = null)
    {
        _steps.Add((operation, path));
        var number = _steps.Count - 1;
        if (
            _fault is null
            || !_fault.Breaks.HasFlag(operation)
            || (_course == FaultCourse.ForEver ? number < _faultyStep : number != _faultyStep)
        )
        {
            return step();
        }

        if (_course == FaultCourse.OnceHalfDone)
        {
            halfStep?.Invoke();
        }

        throw _fault.Make(path);
    }

    /// <summary>A file whose content is refused although it could be opened.</summary>
    private sealed class FaultyStream(Stream inner, Action beforeRead) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            beforeRead();
            return inner.Read(buffer);
        }

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void Flush() { }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
