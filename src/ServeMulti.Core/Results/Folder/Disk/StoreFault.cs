namespace ServeMulti.Results.Folder;

/// <summary>Turns what the system says of a file into what happened, where, and what to do next.</summary>
internal static class StoreFault
{
    private const int NoSpaceLinux = 28;
    private const int ReadOnlyLinux = 30;
    private const int QuotaLinux = 122;
    private const int NoSpaceWindows = unchecked((int)0x80070070);
    private const int TooManyFilesOfAll = 23;
    private const int TooManyFiles = 24;

    /// <summary>Returns whether the disk or the machine, and not the program, is at fault.</summary>
    public static bool IsMeantBy(Exception exception) => exception is IOException or UnauthorizedAccessException or OutOfMemoryException;

    /// <summary>Describes a fault in an experiment that is inspected, begun or run.</summary>
    public static ResultStoreException Describe(Exception exception, ExperimentLayout layout) =>
        new(
            $"The results in {layout.Folder} cannot be read or written: {What(exception)}. {Mend(exception, layout.Folder)}, and resume {Path.GetFileName(layout.Folder)}. Nothing finished is lost.",
            exception
        );

    /// <summary>
    /// Describes a fault at the files of one case. It concerns that case alone where the disk has room and a file can be written beside the
    /// case's folder; else every other case would end in the same way, after its benchmark.
    /// </summary>
    public static ResultStoreException Describe(CaseFilesException exception, IFileSystem files, ExperimentLayout layout)
    {
        var cause = exception.InnerException!;
        return
            cause
                is OutOfMemoryException
                    or { HResult: NoSpaceLinux or QuotaLinux or NoSpaceWindows or ReadOnlyLinux or TooManyFiles or TooManyFilesOfAll }
            || !IsWritable(files, layout)
            ? Describe(cause, layout)
            : new ResultStoreException(
                $"The files of one case cannot be read or written: {What(cause)}. {Mend(cause, exception.Folder)}, and resume {Path.GetFileName(layout.Folder)}. Nothing finished is lost, and other cases go on.",
                cause
            )
            {
                Case = exception.Case,
                RunNumber = exception.RunNumber,
            };
    }

    /// <summary>Describes a fault in an experiment that is only read.</summary>
    public static ResultStoreException DescribeRead(Exception exception, string folder) =>
        new($"The results in {folder} cannot be read: {What(exception)}. {Mend(exception, folder)}, and try again.", exception);

    /// <summary>Describes a fault in an experiment that a merge makes, or in one that it reads.</summary>
    public static ResultStoreException DescribeMerge(Exception exception, string folder) =>
        new(
            $"The merged experiment {folder} cannot be made: {What(exception)}. {Mend(exception, "the folders of this merge")}, and merge again. The merged experiments are as they were.",
            exception
        );

    private static bool IsWritable(IFileSystem files, ExperimentLayout layout)
    {
        try
        {
            if (!files.FileExists(layout.LockFile))
            {
                return false;
            }

            files.WriteWhole(layout.ProbeFile, "\n"u8.ToArray());
            files.Delete(layout.ProbeFile);
            return true;
        }
        catch (Exception exception) when (IsMeantBy(exception))
        {
            return false;
        }
    }

    private static string What(Exception exception) =>
        exception is OutOfMemoryException ? "this process has no more memory" : exception.Message.ReplaceLineEndings(" ").TrimEnd('.');

    private static string Mend(Exception exception, string folder) =>
        exception switch
        {
            DirectoryNotFoundException or FileNotFoundException =>
                $"Something was removed, or a disk is no longer mounted. Bring {folder} back",
            UnauthorizedAccessException => $"Allow this user to read and write {folder}",
            OutOfMemoryException => "Give this process more memory",
            { HResult: TooManyFiles or TooManyFilesOfAll } => "Raise the limit of open files (ulimit -n)",
            { HResult: NoSpaceLinux or QuotaLinux or NoSpaceWindows } => $"Free space on the disk of {folder}",
            _ => $"Check the disk of {folder}",
        };
}
