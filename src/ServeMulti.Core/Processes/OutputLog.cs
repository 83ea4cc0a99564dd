using ServeMulti.Files;

namespace ServeMulti.Processes;

/// <summary>A log file that cannot fill the disk: when it has grown to its limit, it is set aside as <c>NAME.1</c>, in place of the one
/// before, and begun anew.</summary>
internal sealed class OutputLog : IDisposable
{
    /// <summary>The most bytes of one file, so that of one child's output at least this much, the last, and at most twice this much is
    /// kept.</summary>
    public const long SizeLimit = 256 * 1024 * 1024;

    private readonly string _path;
    private readonly long _sizeLimit;
    private FileStream _file;

    /// <summary>Opens the file, to which output is appended.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public OutputLog(string path, long sizeLimit = SizeLimit)
    {
        _path = path;
        _sizeLimit = sizeLimit;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        _file = Open(path);
    }

    /// <summary>Returns the name of the file that holds what was written before.</summary>
    public static string SetAsideName(string path) => path + ".1";

    /// <exception cref="IOException">The file cannot be written or set aside.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be set aside.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file.Position > 0 && _file.Position + bytes.Length > _sizeLimit)
        {
            SetAside();
        }

        _file.Write(bytes);
    }

    public void Dispose() => _file.Dispose();

    // Servers print the options they were started with, keys among them.
    private static FileStream Open(string path) =>
        RegularFile.Open(
            path,
            PrivateFile.OnCreation(
                new FileStreamOptions
                {
                    Mode = FileMode.Append,
                    Access = FileAccess.Write,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    BufferSize = 0,
                }
            )
        );

    private void SetAside()
    {
        _file.Dispose();
        RegularFile.Require(SetAsideName(_path));
        File.Move(_path, SetAsideName(_path), overwrite: true);
        _file = Open(_path);
    }
}
