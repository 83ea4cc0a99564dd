namespace ServeMulti.Results.Folder;

/// <summary>One finished run on the disk.</summary>
/// <param name="FileLength">The size of its file in bytes.</param>
/// <param name="WrittenAt">When its file was written last.</param>
/// <param name="Line">Where the journal speaks of it; null where it does not.</param>
internal readonly record struct StoredRun(long FileLength, DateTimeOffset WrittenAt, JournalLine? Line)
{
    /// <summary>Returns whether the file has the size and the time that it had when it was looked at last.</summary>
    public bool LooksLike(FolderEntry entry) => !entry.IsFolder && entry.Length == FileLength && entry.WrittenAt == WrittenAt;

    /// <summary>Returns whether a content of the file is what was stored, as far as the journal knows that.</summary>
    public bool Accepts(ReadOnlySpan<byte> content) => Line?.Stamp.Hash is not { } hash || hash == ContentHash.Of(content);

    /// <summary>Returns the content of the file if it is what was stored.</summary>
    /// <exception cref="InvalidInputException">It is something else.</exception>
    public byte[] Check(byte[] content) => Accepts(content) ? content : throw new InvalidInputException(UnreadableFile.ChangedContent);
}
