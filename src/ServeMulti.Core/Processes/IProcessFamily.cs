namespace ServeMulti.Processes;

/// <summary>A process and everything it started, as far as this system lets us find them. The only place that signals processes.</summary>
internal interface IProcessFamily
{
    /// <summary>Finds the members that still run.</summary>
    IReadOnlyList<ProcessIdentity> FindLiving();

    /// <summary>Asks all members to end (SIGTERM), where the system has a way to ask.</summary>
    void Ask();

    /// <summary>Kills all members.</summary>
    void Kill();

    /// <summary>Notes that the first process has just exited, so that what it left behind is still known as ours later.</summary>
    void NoteLeaderExited();
}
