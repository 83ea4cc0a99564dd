namespace ServeMulti.Files;

/// <summary>Files that their owner alone can read, because they may hold commands, and those may hold keys.</summary>
internal static class PrivateFile
{
    /// <summary>Makes settings such that a file that does not exist yet is created for its owner alone (mode 600); Windows has no such
    /// modes.</summary>
    public static FileStreamOptions OnCreation(FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>Creates a file for this process alone: others find no name of it, and it is gone at the latest when the process
    /// ends.</summary>
    /// <param name="folder">In which folder; null, or one that does not exist: among the machine's temporary files.</param>
    public static FileStream CreateNameless(string? folder)
    {
        var path = Path.Combine(Directory.Exists(folder) ? folder : Path.GetTempPath(), "serve-multi-" + Path.GetRandomFileName());
        var options = OnCreation(
            new()
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Delete,
                Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
                BufferSize = 64 * 1024,
            }
        );
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }
}
