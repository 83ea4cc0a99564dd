namespace ServeMulti.Processes;

/// <summary>One process as <c>/proc/PID/stat</c> shows it.</summary>
internal readonly record struct ProcEntry(int Id, int ParentId, int GroupId, int SessionId, long StartTime, char State, long Flags)
{
    private const long Exiting = 0x00000004;
    private const long KernelThread = 0x00200000;

    public ProcessIdentity Identity => new(Id, StartTime);

    /// <summary>Gets whether the process still runs: a zombie has ended and only waits to be collected by its parent.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x');

    /// <summary>Gets whether the process is about to end: it starts no more children, and may show neither memory nor environment any
    /// more.</summary>
    public bool IsExiting => (Flags & Exiting) != 0;

    /// <summary>Gets whether the process is a part of the kernel.</summary>
    public bool IsKernelThread => (Flags & KernelThread) != 0;
}
