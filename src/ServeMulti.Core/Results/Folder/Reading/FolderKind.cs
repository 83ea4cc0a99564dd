namespace ServeMulti.Results.Folder;

/// <summary>What a folder holds.</summary>
internal enum FolderKind
{
    /// <summary>Neither an experiment nor a case.</summary>
    Other,

    /// <summary>An experiment.</summary>
    Experiment,

    /// <summary>The runs of one case, or of one load of it.</summary>
    Case,
}
