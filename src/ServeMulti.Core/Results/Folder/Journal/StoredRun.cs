namespace ServeMulti.Results.Folder;

/// <summary>One finished run on the disk.</summary>
/// <param name="FileLength">The size of its file in bytes.</param>
/// <param name="Line">Where the journal speaks of it; null where it does not.</param>
internal readonly record struct StoredRun(long FileLength, JournalLine? Line);
