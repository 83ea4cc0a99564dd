using ServeMulti.Native;

namespace ServeMulti.Processes;

/// <summary>Finds a child's family on Linux: its session, its descendants, and wherever they went, all that carry its mark.</summary>
/// <remarks>
/// Every member is identified anew right before it is signalled. A process is ours when it carries our mark, was identified as ours
/// before (id and start time), has a parent that is ours, or is in a session of which a member is ours: an id is not used again
/// while it names a session, so such a session can be no other than ours.
/// </remarks>
internal sealed class LinuxProcessFamily : IProcessFamily
{
    // A machine on which others start and end processes all the time must not keep us for ever.
    private const int MostLooks = 30;

    private readonly object _gate = new();
    private readonly ProcessIdentity _leader;
    private readonly ProcessMark _mark;
    private readonly FamilyIdRange _ids;
    private readonly HashSet<ProcessIdentity> _known = [];
    private readonly HashSet<ProcessIdentity> _ended = [];

    /// <summary>Initializes a new instance.</summary>
    /// <param name="leader">The process that was started; the default where only the mark is known.</param>
    /// <param name="mark">The mark of all members.</param>
    /// <param name="ids">The ids that members can have.</param>
    public LinuxProcessFamily(ProcessIdentity leader, ProcessMark mark, FamilyIdRange ids)
    {
        _leader = leader;
        _mark = mark;
        _ids = ids;
        _known.Add(leader);
    }

    // kill(0) and kill(-1) would reach our own group and every process; an id of 0 stands for what lies outside our pid namespace.
    private bool NamesGroup => _leader.Id > 1;

    public IReadOnlyList<ProcessIdentity> FindLiving()
    {
        lock (_gate)
        {
            return [.. FindMembers().Where(member => member.IsAlive).Select(member => member.Identity)];
        }
    }

    public void Ask() => Signal(Libc.Terminate);

    public void Kill() => Signal(Libc.Kill9);

    public void NoteLeaderExited()
    {
        lock (_gate)
        {
            // Asked of a whole group, signal 0 does nothing; it spares reading all processes in the usual case, a child that leaves nobody.
            if (!NamesGroup || !Libc.Signal(-_leader.Id, Libc.NoSignal))
            {
                return;
            }

            // The leader was there until just now, so nobody else can have had the time to make a session under its id.
            foreach (var entry in ProcFs.ReadAll(_ids.FindSmallest()))
            {
                if (entry.SessionId == _leader.Id && IsYoungerThanLeader(entry))
                {
                    _known.Add(entry.Identity);
                }
            }
        }
    }

    private void Signal(int signal)
    {
        lock (_gate)
        {
            var living = FindMembers().FindAll(member => member.IsAlive);
            var signalsGroup = living.Exists(IsInLeadersGroup);
            if (signalsGroup)
            {
                // One signal for the whole group leaves no gap in which a member could start another.
                Libc.Signal(-_leader.Id, signal);
            }

            foreach (var member in living)
            {
                if (!(signalsGroup && IsInLeadersGroup(member)) && ProcFs.TryRead(member.Id)?.StartTime == member.StartTime)
                {
                    Libc.Signal(member.Id, signal);
                }
            }
        }
    }

    /// <summary>Finds all members, zombies included: they keep their session's id from being used again.</summary>
    /// <remarks>
    /// A process that ends while we look may have started another, which is in no list made before. Where no member lives but somebody
    /// ended whom we had not seen ended before, we look again.
    /// </remarks>
    private List<ProcEntry> FindMembers()
    {
        var strangers = new HashSet<int>();
        for (var look = 1; ; look++)
        {
            var members = LookForMembers(strangers, out var mayHaveMissed);
            if (!mayHaveMissed || look == MostLooks || members.Exists(member => member.IsAlive))
            {
                return members;
            }
        }
    }

    /// <param name="strangers">The ids of processes that were seen and are not ours; it gets those that are seen now.</param>
    /// <param name="mayHaveMissed">Whether somebody who is no such stranger ended since the list was made, or since we looked last.</param>
    private List<ProcEntry> LookForMembers(HashSet<int> strangers, out bool mayHaveMissed)
    {
        var vanished = new List<int>();
        var entries = ProcFs.ReadAll(_ids.FindSmallest(), vanished);
        entries.RemoveAll(entry => entry.Id == 1 || entry.Id == Environment.ProcessId);
        mayHaveMissed = vanished.Exists(id => !strangers.Contains(id));
        var members = new HashSet<int>();
        var markEntry = _mark.Entry;
        foreach (var entry in entries)
        {
            if (_known.Contains(entry.Identity))
            {
                members.Add(entry.Id);
                mayHaveMissed |= !entry.IsAlive && _ended.Add(entry.Identity);
            }
            else if (IsYoungerThanLeader(entry) && !strangers.Contains(entry.Id))
            {
                mayHaveMissed |= !TryIdentify(entry, markEntry, members);
            }
        }

        while (AddRelatives(entries, members)) { }

        var found = entries.FindAll(entry => members.Contains(entry.Id));
        _known.UnionWith(found.Select(entry => entry.Identity));
        strangers.UnionWith(entries.Select(entry => entry.Id).Where(id => !members.Contains(id)));
        return found;
    }

    /// <summary>Looks whether a process carries our mark; false if it ended, or was about to, before that was known: it may have started
    /// another.</summary>
    private static bool TryIdentify(ProcEntry entry, byte[] markEntry, HashSet<int> members)
    {
        var isMarked = entry.IsAlive ? ProcFs.HasEnvironmentEntry(entry.Id, markEntry) : null;
        if (isMarked == true)
        {
            members.Add(entry.Id);
        }

        return isMarked is not null || (entry.IsAlive && ProcFs.TryRead(entry.Id) is { IsAlive: true, IsExiting: false });
    }

    private bool AddRelatives(List<ProcEntry> entries, HashSet<int> members)
    {
        var before = members.Count;
        var ownsSession = NamesGroup && entries.Exists(entry => entry.SessionId == _leader.Id && members.Contains(entry.Id));
        foreach (var entry in entries)
        {
            if ((ownsSession && entry.SessionId == _leader.Id) || members.Contains(entry.ParentId))
            {
                members.Add(entry.Id);
            }
        }

        return members.Count > before;
    }

    private bool IsInLeadersGroup(ProcEntry entry) => NamesGroup && entry.GroupId == _leader.Id;

    private bool IsYoungerThanLeader(ProcEntry entry) => entry.StartTime >= _leader.StartTime;
}
