namespace ServeMulti.Native;

/// <summary>What a path or an open file is.</summary>
internal enum FileKind
{
    /// <summary>The system does not say.</summary>
    Unknown,

    /// <summary>Nothing is there.</summary>
    Missing,

    /// <summary>A file with content.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A named or unnamed pipe: opening or reading it can wait without end.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A terminal, a disk or another device: reading it can be endless, opening it can have effects.</summary>
    Device,
}
