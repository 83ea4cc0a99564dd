namespace ServeMulti.Processes;

/// <summary>What distinguishes a process from every other, also after its id has been used again.</summary>
/// <param name="Id">The process id, as this host sees it.</param>
/// <param name="StartTime">On Linux the start time in clock ticks since boot (<c>/proc/PID/stat</c>, field 22), elsewhere in UTC ticks of
/// 100 ns.</param>
public readonly record struct ProcessIdentity(int Id, long StartTime);
