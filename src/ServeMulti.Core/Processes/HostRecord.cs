using System.Diagnostics;
using System.Globalization;

namespace ServeMulti.Processes;

/// <summary>What distinguishes a host process on one machine from all others, also after a restart of either.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="BootId">The id of this run of the machine's kernel; empty if there is none.</param>
/// <param name="PidNamespace">The inode of the pid namespace, in which process ids have their meaning; 0 if there is none.</param>
/// <param name="Host">The host process itself.</param>
internal sealed record HostRecord(string Machine, string BootId, long PidNamespace, ProcessIdentity Host)
{
    public static HostRecord ReadCurrent()
    {
        using var self = Process.GetCurrentProcess();
        return new HostRecord(Environment.MachineName, ReadBootId(), ReadPidNamespace(), ProcessIdentities.Identify(self));
    }

    /// <summary>Returns whether what the other host started can still run here: same machine, same run of it.</summary>
    /// <remarks>Linux starts process ids and start times anew with each boot: without a boot id nothing there is known to be the same.</remarks>
    public bool IsSameBoot(HostRecord other) =>
        Machine == other.Machine && BootId == other.BootId && (BootId.Length > 0 || !ProcFs.IsAvailable);

    /// <summary>Returns whether a process id and start time may name the same process for both.</summary>
    public bool SharesProcessIds(HostRecord other) => IsSameBoot(other) && PidNamespace == other.PidNamespace;

    /// <summary>Returns whether a process id and start time certainly name the same process for both.</summary>
    /// <remarks>Without boot id and pid namespace they do only where start times are instants, not counted from the machine's
    /// start.</remarks>
    public bool CertainlySharesProcessIds(HostRecord other) =>
        SharesProcessIds(other) && (!ProcFs.IsAvailable || (BootId.Length > 0 && PidNamespace > 0));

    private static string ReadBootId() => ProcFs.IsAvailable ? ProcFs.TryReadText("/proc/sys/kernel/random/boot_id") ?? "" : "";

    private static long ReadPidNamespace()
    {
        // The link reads "pid:[4026531836]".
        var link = ProcFs.IsAvailable ? new FileInfo("/proc/self/ns/pid").LinkTarget : null;
        return
            link is not null && long.TryParse(link.AsSpan().Trim("pid:[]"), NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? inode
            : 0;
    }
}
