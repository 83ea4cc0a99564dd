namespace ServeMulti.Results.Folder;

/// <summary>One file or folder in a folder.</summary>
/// <param name="Name">Its name, without the path.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Length">The size of a file in bytes; 0 for a folder.</param>
/// <param name="WrittenAt">When a file was written last; the default for a folder.</param>
internal readonly record struct FolderEntry(string Name, bool IsFolder, long Length, DateTimeOffset WrittenAt = default);
