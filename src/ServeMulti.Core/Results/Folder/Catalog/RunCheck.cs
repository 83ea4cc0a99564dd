namespace ServeMulti.Results.Folder;

/// <summary>Which files of finished runs are read to see whether they still are what was stored. All others are known by their size and time.</summary>
internal enum RunCheck
{
    /// <summary>Those whose size or time has changed. A run of an older version, which stored no hash, is known by its size alone.</summary>
    Changed,

    /// <summary>Those, and the runs of older versions.</summary>
    ChangedOrUnknown,

    /// <summary>All.</summary>
    All,
}
