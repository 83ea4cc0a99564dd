namespace ServeMulti.Results.Folder;

/// <summary>
/// Every file operation of the store, and nothing else: the one seam through which a test can fail any of them, or stop the host between
/// any two. Each member is one step on the disk; what must be whole is composed of them in <see cref="FileSteps"/>.
/// </summary>
/// <remarks>All members raise <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the system refuses.</remarks>
internal interface IFileSystem
{
    /// <summary>Gets whether several threads may read at the same time; not so where a test counts the steps.</summary>
    bool IsShared { get; }

    bool FileExists(string path);

    bool FolderExists(string path);

    /// <summary>Lists files and folders directly in a folder; empty where the folder does not exist.</summary>
    IReadOnlyList<FolderEntry> List(string folder);

    /// <summary>Opens a file for reading, without keeping others from replacing it.</summary>
    Stream OpenRead(string path);

    /// <summary>Returns when a file was written last, as <see cref="List"/> gives it.</summary>
    DateTimeOffset WriteTimeOf(string path);

    /// <summary>Creates a folder and those above it, where they are missing. Their names are not flushed to the disk; see
    /// <see cref="FileSteps.MakeFolder"/>.</summary>
    void CreateFolder(string path);

    /// <summary>Creates or truncates a file, writes it and flushes it to the disk.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Writes the content.</param>
    /// <param name="isPrivate">Whether only the user may read it, because it holds commands.</param>
    void Write(string path, Action<Stream> content, bool isPrivate);

    /// <summary>
    /// Appends to a file, which is created where it is missing. Not flushed to the disk: what is appended can be made again from files that
    /// are, and a flush is what a save costs most. Where it cannot, <see cref="FlushFile"/> follows.
    /// </summary>
    /// <returns>The place in the file at which the content begins.</returns>
    long Append(string path, ReadOnlySpan<byte> content);

    /// <summary>Renames a file, replacing a file of the new name, or a folder.</summary>
    void Move(string source, string target);

    /// <summary>Deletes a file; does nothing where there is none.</summary>
    void Delete(string path);

    /// <summary>Deletes a folder and everything in it; does nothing where there is none.</summary>
    void DeleteFolder(string path);

    /// <summary>Flushes the content of a file to the disk; does nothing where there is no file.</summary>
    void FlushFile(string path);

    /// <summary>Flushes a folder's list of names to the disk, where the system can.</summary>
    void FlushFolder(string folder);

    /// <summary>Takes a lock that ends with the process; null where another holds it.</summary>
    IDisposable? TryLock(string path);

    /// <summary>Returns whether another holds a lock, without taking it.</summary>
    bool IsLocked(string path);

    /// <summary>Returns whether files can be created in a folder, without trying.</summary>
    bool CanWriteIn(string folder);
}
