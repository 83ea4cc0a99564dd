namespace ServeMulti.Processes;

/// <summary>Finds a child's family on Linux: its session, its descendants, and wherever they went, all that carry its mark.</summary>
/// <remarks>
/// Every member is identified anew right before it is signalled. A process is ours when it carries our mark, was identified as ours
/// before (id and start time), has a parent that is ours, or is in a session of which a member is ours: an id is not used again
/// while it names a session, so such a session can be no other than ours.
/// </remarks>
internal sealed class LinuxProcessFamily : IProcessFamily
{
    private readonly object _gate = new();
    private readonly ProcessIdentity _leader;
    private readonly ProcessMark _mark;
    private readonly FamilyIdRange _ids;
    private readonly HashSet<ProcessIdentity> _known = [];

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
            foreach (ProcEntry entry in ProcFs.ReadAll(_ids.FindSmallest()))
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
            List<ProcEntry> living = FindMembers().FindAll(member => member.IsAlive);
            bool signalsGroup = living.Exists(IsInLeadersGroup);
            if (signalsGroup)
            {
                // One signal for the whole group leaves no gap in which a member could start another.
                Libc.Signal(-_leader.Id, signal);
            }

            foreach (ProcEntry member in living)
            {
                if (!(signalsGroup && IsInLeadersGroup(member)) && ProcFs.TryRead(member.Id)?.StartTime == member.StartTime)
                {
                    Libc.Signal(member.Id, signal);
                }
            }
        }
    }

    /// <summary>Finds all members, zombies included: they keep their session's id from being used again.</summary>
    private List<ProcEntry> FindMembers()
    {
        List<ProcEntry> entries = ProcFs.ReadAll(_ids.FindSmallest());
        entries.RemoveAll(entry => entry.Id == 1 || entry.Id == Environment.ProcessId);
        var members = new HashSet<int>();
        byte[] markEntry = _mark.Entry;
        foreach (ProcEntry entry in entries)
        {
            if (_known.Contains(entry.Identity) || (IsYoungerThanLeader(entry) && ProcFs.HasEnvironmentEntry(entry.Id, markEntry)))
            {
                members.Add(entry.Id);
            }
        }

        while (AddRelatives(entries, members))
        {
        }

        List<ProcEntry> found = entries.FindAll(entry => members.Contains(entry.Id));
        _known.UnionWith(found.Select(entry => entry.Identity));
        return found;
    }

    private bool AddRelatives(List<ProcEntry> entries, HashSet<int> members)
    {
        int before = members.Count;
        bool ownsSession = NamesGroup && entries.Exists(entry => entry.SessionId == _leader.Id && members.Contains(entry.Id));
        foreach (ProcEntry entry in entries)
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
