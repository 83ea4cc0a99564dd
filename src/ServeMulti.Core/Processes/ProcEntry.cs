namespace ServeMulti.Processes;

/// <summary>One process as <c>/proc/PID/stat</c> shows it.</summary>
internal readonly record struct ProcEntry(int Id, int ParentId, int GroupId, int SessionId, long StartTime, char State, bool IsKernelThread)
{
    public ProcessIdentity Identity => new(Id, StartTime);

    /// <summary>Gets whether the process still runs: a zombie has ended and only waits to be collected by its parent.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x');
}
