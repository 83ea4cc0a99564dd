namespace ServeMulti.Results.Folder;

/// <summary>What the file of a run was like when it was stored. A file that differs from it is no longer what was stored, or must be read to know.</summary>
/// <param name="Length">Its size in bytes; 0 in a line that says of its run only that it was lost.</param>
/// <param name="WrittenAt">When it was written last.</param>
/// <param name="Hash">The hash of its content; null for a run that an older version stored.</param>
internal readonly record struct FileStamp(long Length, DateTimeOffset WrittenAt, ContentHash? Hash);
