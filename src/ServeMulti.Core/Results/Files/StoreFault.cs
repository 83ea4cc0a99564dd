namespace ServeMulti.Results.Files;

/// <summary>Turns what the system says of a file into what happened, where, and what to do next.</summary>
internal static class StoreFault
{
    private const int NoSpaceLinux = 28;
    private const int QuotaLinux = 122;
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    /// <summary>Tells whether the disk, and not the program, is at fault.</summary>
    public static bool IsMeantBy(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static ResultStoreException Describe(Exception exception, ExperimentLayout layout)
    {
        var name = Path.GetFileName(layout.Folder);
        var what = exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
        var next = exception switch
        {
            DirectoryNotFoundException or FileNotFoundException => $"Something was removed, or a disk is no longer mounted. Bring {layout.Folder} back and resume {name}.",
            UnauthorizedAccessException => $"Allow this user to read and write {layout.Folder}, and resume {name}.",
            { HResult: NoSpaceLinux or QuotaLinux or NoSpaceWindows } => $"Free space on the disk of {layout.Folder}, and resume {name}.",
            _ => $"Check the disk of {layout.Folder}, and resume {name}.",
        };
        return new ResultStoreException($"The results in {layout.Folder} cannot be read or written: {what}. {next} Nothing finished is lost.", exception);
    }
}
