using System.ComponentModel;
using System.Diagnostics;

namespace ServeMulti.Processes;

/// <summary>Reads the identity of processes.</summary>
internal static class ProcessIdentities
{
    /// <summary>The start time of a process that ended before it could be read. It equals that of no process, so nothing is ever taken for
    /// it.</summary>
    public const long UnknownStartTime = 0;

    public static ProcessIdentity Identify(Process process)
    {
        var id = process.Id;
        if (ProcFs.IsAvailable)
        {
            return new ProcessIdentity(id, ProcFs.TryRead(id)?.StartTime ?? UnknownStartTime);
        }

        return IdentifyPortably(process);
    }

    public static ProcessIdentity IdentifyPortably(Process process)
    {
        var id = process.Id;
        try
        {
            return new ProcessIdentity(id, process.StartTime.ToUniversalTime().Ticks);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            return new ProcessIdentity(id, UnknownStartTime);
        }
    }

    /// <summary>Finds a process by its identity, if there is no <c>/proc</c>; null if it has ended.</summary>
    public static Process? TryFind(ProcessIdentity identity)
    {
        if (identity.StartTime == UnknownStartTime)
        {
            return null;
        }

        Process process;
        try
        {
            process = Process.GetProcessById(identity.Id);
        }
        catch (ArgumentException)
        {
            return null;
        }

        if (Identify(process) == identity)
        {
            return process;
        }

        process.Dispose();
        return null;
    }
}
