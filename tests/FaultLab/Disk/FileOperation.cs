namespace ServeMulti.FaultLab.Disk;

/// <summary>The kinds of steps on the disk, as far as faults tell them apart.</summary>
[Flags]
internal enum FileOperation
{
    None = 0,

    /// <summary>Asks whether something is there, or lists a folder.</summary>
    Look = 1,

    Read = 2,

    /// <summary>Writes a file, new or old.</summary>
    Write = 4,

    CreateFolder = 8,

    Move = 16,

    Delete = 32,

    Flush = 64,

    Lock = 128,

    All = Look | Read | Write | CreateFolder | Move | Delete | Flush | Lock,
}
