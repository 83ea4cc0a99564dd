namespace ServeMulti.Results.Files;

/// <summary>Turns what the system says of a file into what happened, where, and what to do next.</summary>
internal static class StoreFault
{
    private const int NoSpaceLinux = 28;
    private const int QuotaLinux = 122;
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    /// <summary>Tells whether the disk, and not the program, is at fault.</summary>
    public static bool IsMeantBy(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Describes a fault in an experiment that is inspected, begun or run.</summary>
    public static ResultStoreException Describe(Exception exception, ExperimentLayout layout) => new(
        $"The results in {layout.Folder} cannot be read or written: {What(exception)}. {Mend(exception, layout.Folder)}, and resume {Path.GetFileName(layout.Folder)}. Nothing finished is lost.",
        exception);

    /// <summary>Describes a fault in an experiment that is only read.</summary>
    public static ResultStoreException DescribeRead(Exception exception, string folder) => new(
        $"The results in {folder} cannot be read: {What(exception)}. {Mend(exception, folder)}, and try again.", exception);

    /// <summary>Describes a fault in an experiment that a merge makes, or in one that it reads.</summary>
    public static ResultStoreException DescribeMerge(Exception exception, string folder) => new(
        $"The merged experiment {folder} cannot be made: {What(exception)}. {Mend(exception, "the folders of this merge")}, and merge again. The merged experiments are as they were.",
        exception);

    private static string What(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');

    private static string Mend(Exception exception, string folder) => exception switch
    {
        DirectoryNotFoundException or FileNotFoundException => $"Something was removed, or a disk is no longer mounted. Bring {folder} back",
        UnauthorizedAccessException => $"Allow this user to read and write {folder}",
        { HResult: NoSpaceLinux or QuotaLinux or NoSpaceWindows } => $"Free space on the disk of {folder}",
        _ => $"Check the disk of {folder}",
    };
}
