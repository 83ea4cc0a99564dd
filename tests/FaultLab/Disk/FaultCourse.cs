namespace ServeMulti.FaultLab.Disk;

/// <summary>How a fault goes.</summary>
internal enum FaultCourse
{
    /// <summary>One step fails, and nothing of it is done.</summary>
    Once,

    /// <summary>One step fails although it is done, or done by half: what is written is torn.</summary>
    OnceHalfDone,

    /// <summary>From one step on, every step of these kinds fails.</summary>
    ForEver,
}
