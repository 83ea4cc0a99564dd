using System.IO.Compression;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>The files of a packed experiment, held in memory, as if its archive were their folder. They are only read.</summary>
internal sealed class ArchiveFileSystem : IFileSystem
{
    /// <summary>The most bytes of an archive, and of all its files together.</summary>
    public const int LargestArchive = 256 << 20;

    private readonly string _root;
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<FolderEntry>> _folders = new(StringComparer.Ordinal);

    /// <summary>Reads an archive.</summary>
    /// <param name="root">The full path of the archive.</param>
    /// <param name="archive">The content of the archive.</param>
    /// <exception cref="InvalidDataException">It is no archive, or one that no experiment was packed in.</exception>
    public ArchiveFileSystem(string root, byte[] archive)
    {
        _root = root;
        _folders.Add(root, []);
        using var zip = Open(archive);
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            total += Add(entry, LargestArchive - total);
        }
    }

    public bool IsShared => true;

    public bool FileExists(string path) => _files.ContainsKey(path);

    public bool FolderExists(string path) => _folders.ContainsKey(path);

    public IReadOnlyList<FolderEntry> List(string folder) => _folders.GetValueOrDefault(folder) ?? [];

    public Stream OpenRead(string path) =>
        _files.TryGetValue(path, out var content)
            ? new MemoryStream(content, writable: false)
            : throw new FileNotFoundException($"{path} is not in the archive.", path);

    public DateTimeOffset WriteTimeOf(string path) => default;

    public void CreateFolder(string path) => throw ReadOnly();

    public void Write(string path, Action<Stream> content, bool isPrivate) => throw ReadOnly();

    public long Append(string path, ReadOnlySpan<byte> content) => throw ReadOnly();

    public void Move(string source, string target) => throw ReadOnly();

    public void Delete(string path) => throw ReadOnly();

    public void DeleteFolder(string path) => throw ReadOnly();

    public void FlushFile(string path) => throw ReadOnly();

    public void FlushFolder(string folder) => throw ReadOnly();

    public IDisposable? TryLock(string path) => throw ReadOnly();

    public bool IsLocked(string path) => false;

    public bool CanWriteIn(string folder) => false;

    private static ZipArchive Open(byte[] archive)
    {
        try
        {
            return new ZipArchive(new MemoryStream(archive, writable: false));
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException("it is cut off, or no zip archive", exception);
        }
    }

    /// <returns>The bytes of the file.</returns>
    private long Add(ZipArchiveEntry entry, long room)
    {
        var names = entry.FullName.Split('/');
        if (names.Any(name => name is "" or "." or ".." || name.Contains('\\', StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"it holds '{Excerpt.Line(entry.FullName)}', which no experiment does");
        }

        // What an archive says of the size of a file need not be so.
        using var packed = entry.Open();
        using var content = new MemoryStream();
        var part = new byte[64 * 1024];
        for (int count; (count = packed.Read(part)) > 0; )
        {
            if (content.Length + count > room)
            {
                throw new InvalidDataException($"its files have more than {LargestArchive} bytes");
            }

            content.Write(part, 0, count);
        }

        var folder = _root;
        foreach (var name in names[..^1])
        {
            folder = AddFolder(folder, name);
        }

        if (!_files.TryAdd(Path.Combine(folder, names[^1]), content.ToArray()))
        {
            throw new InvalidDataException($"it holds '{Excerpt.Line(entry.FullName)}' twice");
        }

        _folders[folder].Add(new FolderEntry(names[^1], IsFolder: false, content.Length));
        return content.Length;
    }

    private string AddFolder(string parent, string name)
    {
        var path = Path.Combine(parent, name);
        if (_folders.TryAdd(path, []))
        {
            _folders[parent].Add(new FolderEntry(name, IsFolder: true, 0));
        }

        return path;
    }

    private static NotSupportedException ReadOnly() => new("A packed experiment is only read.");
}
