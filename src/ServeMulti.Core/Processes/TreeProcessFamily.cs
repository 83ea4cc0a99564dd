using System.ComponentModel;
using System.Diagnostics;
using ServeMulti.Native;

namespace ServeMulti.Processes;

/// <summary>Finds a child's family if there is no <c>/proc</c> (Windows, macOS): the process and the tree of its living
/// descendants.</summary>
/// <remarks>What was re-parented before the kill is missed: once a process in between has exited, nothing ties its children to
/// ours.</remarks>
internal sealed class TreeProcessFamily : IProcessFamily
{
    private readonly Process _process;
    private readonly ProcessIdentity _identity;

    public TreeProcessFamily(Process process, ProcessIdentity identity)
    {
        _process = process;
        _identity = identity;
    }

    public IReadOnlyList<ProcessIdentity> FindLiving() => _process.HasExited ? [] : [_identity];

    public void Ask()
    {
        // Windows has no way to ask a process that shares no console with us.
        if (!OperatingSystem.IsWindows() && !_process.HasExited)
        {
            Libc.Signal(_identity.Id, Libc.Terminate);
        }
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is just exiting, or part of the tree is: whether any is left is asked again after each call, and an answer is due within
            // the limit.
        }
    }

    public void NoteLeaderExited() { }
}
