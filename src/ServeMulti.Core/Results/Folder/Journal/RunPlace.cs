namespace ServeMulti.Results.Folder;

/// <summary>Where a finished run of a table is read from.</summary>
/// <param name="Folder">The name of its folder.</param>
/// <param name="Run">Its number.</param>
/// <param name="Line">Where the journal speaks of it; null where it does not.</param>
internal readonly record struct RunPlace(string Folder, int Run, JournalLine? Line);
