using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Power;

/// <summary>
/// A disk in memory that knows what was flushed: the content of files, and the names in folders. At one of its steps the power is lost, and
/// nothing works any more.
/// </summary>
/// <remarks>It promises no more than POSIX does: a name is safe when its folder was flushed, whatever was flushed of the file itself. A rename
/// is done or not done; but one between folders loses both names where the old folder is flushed before the new one.</remarks>
internal sealed class PowerDisk : IFileSystem
{
    private readonly string _root;
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);
    private DateTime _lastTime = DateTime.UtcNow;
    private int _stepsLeft = int.MaxValue;

    private PowerDisk(string root) => _root = root;

    /// <summary>Gets the steps that changed something, in order.</summary>
    public List<string> Steps { get; } = [];

    public DiskFolder Root { get; } = new();

    /// <summary>Gets what was moved from one folder to another.</summary>
    public List<DiskMove> Moves { get; } = [];

    /// <summary>Gets or sets whether names reach the disk in the order in which they were changed, as on ext4 and XFS: then each flush makes all
    /// that was changed before it safe.</summary>
    public bool KeepsOrder { get; set; }

    public bool IsShared => false;

    /// <summary>Gets whether the host did not come to its end.</summary>
    public bool IsWithoutPower => _stepsLeft < 0;

    /// <summary>Makes a disk that holds what is in a folder, all of it flushed.</summary>
    public static PowerDisk Load(string root)
    {
        var disk = new PowerDisk(root);
        foreach (var folder in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories))
        {
            disk.CreateFolder(folder);
        }

        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var file = new DiskFile();
            file.Write(File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));
            file.Flush();
            disk.FolderOf(path).Change((Path.GetFileName(path), file));
        }

        Flush(disk.Root);
        disk.Steps.Clear();
        return disk;
    }

    /// <summary>Lets a host live for so many steps from now on. The locks of the one before are gone.</summary>
    public void BeginHost(int steps)
    {
        _locks.Clear();
        _stepsLeft = steps;
    }

    public bool FileExists(string path) => Read(path) is DiskFile;

    public bool FolderExists(string path) => Read(path) is DiskFolder;

    public IReadOnlyList<FolderEntry> List(string folder) =>
        Read(folder) is DiskFolder found
            ?
            [
                .. found.Names.Select(one =>
                    one.Value is DiskFile file
                        ? new FolderEntry(one.Key, IsFolder: false, file.Content.Length, file.WrittenAt)
                        : new FolderEntry(one.Key, IsFolder: true, 0)
                ),
            ]
            : [];

    public Stream OpenRead(string path) =>
        Read(path) switch
        {
            DiskFile file => new MemoryStream(file.Content, writable: false),
            DiskFolder => throw new IOException($"Is a directory : '{path}'"),
            _ => throw new FileNotFoundException($"Could not find file '{path}'."),
        };

    public DateTimeOffset WriteTimeOf(string path) => ((DiskFile)Read(path)!).WrittenAt;

    public void CreateFolder(string path)
    {
        var folder = Root;
        foreach (var name in NamesOf(path))
        {
            if (!folder.Names.TryGetValue(name, out var next))
            {
                Step($"create folder {name} for {path}");
                folder.Change((name, next = new DiskFolder()));
            }

            folder = next as DiskFolder ?? throw new IOException($"Not a directory : '{path}'");
        }
    }

    public void Write(string path, Action<Stream> content, bool isPrivate)
    {
        using var written = new MemoryStream();
        content(written);
        Step($"write {path}");
        var file = Find(path) as DiskFile;
        if (file is null)
        {
            FolderOf(path).Change((Path.GetFileName(path), file = new DiskFile()));
        }

        file.Write(written.ToArray(), Now());
        Step($"flush {path}");
        file.Flush();
        FlushOrder();
    }

    public long Append(string path, ReadOnlySpan<byte> content)
    {
        Step($"append to {path}");
        var file = Find(path) as DiskFile;
        if (file is null)
        {
            FolderOf(path).Change((Path.GetFileName(path), file = new DiskFile()));
        }

        var start = file.Content.Length;
        file.Write([.. file.Content, .. content], Now());
        return start;
    }

    public void Move(string source, string target)
    {
        Step($"move {source} to {target}");
        var moved = Find(source) ?? throw new FileNotFoundException($"Could not find file '{source}'.");
        if (Find(target) is DiskFolder)
        {
            throw new IOException($"Is a directory : '{target}'");
        }

        var (from, to) = (FolderOf(source), FolderOf(target));
        if (from == to)
        {
            from.Change((Path.GetFileName(source), null), (Path.GetFileName(target), moved));
            return;
        }

        var removal = from.Change((Path.GetFileName(source), null));
        Moves.Add(new DiskMove(moved, from, removal, to, to.Change((Path.GetFileName(target), moved))));
    }

    public void Delete(string path)
    {
        Step($"delete {path}");
        if (Find(path) is DiskFile)
        {
            FolderOf(path).Change((Path.GetFileName(path), null));
        }
    }

    public void DeleteFolder(string path)
    {
        if (Find(path) is not DiskFolder folder)
        {
            return;
        }

        foreach (var (name, node) in folder.Names.ToList())
        {
            var inside = Path.Combine(path, name);
            if (node is DiskFolder)
            {
                DeleteFolder(inside);
            }
            else
            {
                Delete(inside);
            }
        }

        Step($"delete folder {path}");
        FolderOf(path).Change((Path.GetFileName(path), null));
    }

    public void FlushFile(string path)
    {
        Step($"flush {path}");
        (Find(path) as DiskFile)?.Flush();
        FlushOrder();
    }

    /// <summary>Folders above those of the story are not part of it.</summary>
    public void FlushFolder(string folder)
    {
        Step($"flush folder {folder}");
        if (folder == _root || folder.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            (Find(folder) as DiskFolder ?? throw new DirectoryNotFoundException($"Could not find '{folder}'.")).Flush();
        }

        FlushOrder();
    }

    public IDisposable? TryLock(string path)
    {
        Step($"lock {path}");
        if (Find(path) is null)
        {
            FolderOf(path).Change((Path.GetFileName(path), new DiskFile()));
        }

        return _locks.Add(path) ? new Held(this, path) : null;
    }

    public bool IsLocked(string path) => Read(path) is DiskFile && _locks.Contains(path);

    public bool CanWriteIn(string folder) => true;

    private static void Flush(DiskFolder folder)
    {
        folder.Flush();
        foreach (var inner in folder.Names.Values.OfType<DiskFolder>())
        {
            Flush(inner);
        }
    }

    private void FlushOrder()
    {
        if (KeepsOrder)
        {
            Flush(Root);
        }
    }

    private void Step(string what)
    {
        if (--_stepsLeft < 0)
        {
            _stepsLeft = -1;
            throw new PowerLostException();
        }

        Steps.Add(what);
    }

    private DiskNode? Read(string path) => IsWithoutPower ? throw new PowerLostException() : Find(path);

    private DiskNode? Find(string path)
    {
        DiskNode? node = Root;
        foreach (var name in NamesOf(path))
        {
            node = (node as DiskFolder)?.Names.GetValueOrDefault(name);
        }

        return node;
    }

    private DiskFolder FolderOf(string path) =>
        Find(Path.GetDirectoryName(path)!) as DiskFolder
        ?? throw new DirectoryNotFoundException($"Could not find a part of the path '{path}'.");

    private string[] NamesOf(string path)
    {
        var name = Path.GetRelativePath(_root, path);
        return name == "." ? [] : name.Split(Path.DirectorySeparatorChar);
    }

    /// <summary>Two files of one time and size would be taken for one.</summary>
    private DateTime Now() => _lastTime = _lastTime.AddTicks(TimeSpan.TicksPerMillisecond);

    private sealed class Held(PowerDisk disk, string path) : IDisposable
    {
        public void Dispose() => disk._locks.Remove(path);
    }
}
