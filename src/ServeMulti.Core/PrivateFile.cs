namespace ServeMulti;

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
}
