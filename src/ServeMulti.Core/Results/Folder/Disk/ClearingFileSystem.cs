using Microsoft.Extensions.Logging;
using ServeMulti.Files;

namespace ServeMulti.Results.Folder;

/// <summary>
/// A disk on which a file of ours is written although something strange is in its place: a folder or a pipe where a file belongs, or a
/// file where a folder does. It is set aside and reported; nothing is deleted.
/// </summary>
/// <remarks>Where the disk also refuses to say what is there, a filter counts as false, and the first refusal goes on to the
/// caller.</remarks>
internal sealed class ClearingFileSystem : IFileSystem
{
    private readonly IFileSystem _files;
    private readonly ILogger _logger;

    public ClearingFileSystem(IFileSystem files, ILogger logger)
    {
        _files = files;
        _logger = logger;
    }

    public bool IsShared => _files.IsShared;

    public bool FileExists(string path) => _files.FileExists(path);

    public bool FolderExists(string path) => _files.FolderExists(path);

    public IReadOnlyList<FolderEntry> List(string folder) => _files.List(folder);

    public Stream OpenRead(string path) => _files.OpenRead(path);

    public DateTimeOffset WriteTimeOf(string path) => _files.WriteTimeOf(path);

    public void CreateFolder(string path)
    {
        try
        {
            _files.CreateFolder(path);
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception) && _files.FileExists(path))
        {
            SetAside(path, "it is a file");
            _files.CreateFolder(path);
        }
    }

    public void Write(string path, Action<Stream> content, bool isPrivate)
    {
        try
        {
            _files.Write(path, content, isPrivate);
        }
        catch (Exception exception) when (IsInPlaceOfAFile(exception, path))
        {
            SetAside(path, ReasonOf(exception));
            _files.Write(path, content, isPrivate);
        }
    }

    public long Append(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            return _files.Append(path, content);
        }
        catch (Exception exception) when (IsInPlaceOfAFile(exception, path))
        {
            SetAside(path, ReasonOf(exception));
            return _files.Append(path, content);
        }
    }

    public void Move(string source, string target)
    {
        try
        {
            _files.Move(source, target);
        }
        catch (Exception exception) when (IsInPlaceOfAFile(exception, target) && _files.FileExists(source))
        {
            // Not where a folder is moved: the one that is there then is it, and the disk only failed to say so.
            SetAside(target, ReasonOf(exception));
            _files.Move(source, target);
        }
    }

    public void Delete(string path)
    {
        try
        {
            _files.Delete(path);
        }
        catch (Exception exception) when (IsInPlaceOfAFile(exception, path))
        {
            SetAside(path, ReasonOf(exception));
        }
    }

    public void DeleteFolder(string path) => _files.DeleteFolder(path);

    public void FlushFile(string path) => _files.FlushFile(path);

    public void FlushFolder(string folder) => _files.FlushFolder(folder);

    public IDisposable? TryLock(string path) => _files.TryLock(path);

    public bool IsLocked(string path) => _files.IsLocked(path);

    public bool CanWriteIn(string folder) => _files.CanWriteIn(folder);

    private bool IsInPlaceOfAFile(Exception exception, string path) =>
        exception is NotAFileException other ? other.Path == path : StoreFault.IsMeantBy(exception) && _files.FolderExists(path);

    private static string ReasonOf(Exception exception) =>
        exception is NotAFileException other ? other.Reason : UnreadableFile.FolderInPlace;

    private void SetAside(string path, string reason) => Log.FileSetAside(_logger, path, reason, _files.SetAside(path));
}
