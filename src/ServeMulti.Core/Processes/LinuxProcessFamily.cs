using ServeMulti.Native;

namespace ServeMulti.Processes;

/// <summary>Finds a child's family on Linux: its session, its descendants, and wherever they went, all that carry its mark.</summary>
/// <remarks>
/// Every member is identified anew right before it is signalled. A process is ours when it carries our mark, was identified as ours
/// before (id and start time), has a parent that is ours, or is in a session of which a member is ours: an id is not used again
/// while it names a session, so such a session can be no other than ours. Of a child that only a record names, nothing is believed
/// but the mark: its first process is ours if it carries the mark, and its session is if no other process leads it.
/// </remarks>
internal sealed class LinuxProcessFamily : IProcessFamily
{
    // A machine on which others start and end processes all the time must not keep us for ever.
    private const int MostLooks = 30;

    private readonly object _gate = new();
    private readonly ProcessIdentity _leader;
    private readonly long _earliestStart;
    private readonly bool _isOfRecord;
    private readonly ProcessMark _mark;
    private readonly FamilyIdRange _ids;
    private readonly HashSet<ProcessIdentity> _known = [];
    private readonly HashSet<ProcessIdentity> _ended = [];
    private bool _ownsSession;

    /// <summary>Initializes a new instance for a process that was started here.</summary>
    /// <param name="leader">The process that was started.</param>
    /// <param name="mark">The mark of all members.</param>
    /// <param name="ids">The ids that members can have.</param>
    public LinuxProcessFamily(ProcessIdentity leader, ProcessMark mark, FamilyIdRange ids)
    {
        _leader = leader;
        _earliestStart = leader.StartTime;
        _mark = mark;
        _ids = ids;
        _known.Add(leader);
    }

    private LinuxProcessFamily(ProcessIdentity leader, long earliestStart, ProcessMark mark)
    {
        _leader = leader;
        _earliestStart = earliestStart;
        _isOfRecord = true;
        _mark = mark;
        _ids = FamilyIdRange.All;
    }

    /// <summary>Makes the family of a process that only a record says was started.</summary>
    /// <param name="leader">The process that the record names; the default where it names none that could be found.</param>
    /// <param name="earliestStart">When the host that wrote the record was started: no member can be older.</param>
    /// <param name="mark">The mark that the record names.</param>
    public static LinuxProcessFamily OfRecord(ProcessIdentity leader, long earliestStart, ProcessMark mark) =>
        new(leader, earliestStart, mark);

    // kill(0) and kill(-1) would reach our own group and every process; an id of 0 means what is outside our pid namespace.
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
            // Asked of a whole group, signal 0 does nothing; it spares reading all processes in the usual case, a child that leaves no other process.
            if (!NamesGroup || !Libc.Signal(-_leader.Id, Libc.NoSignal))
            {
                return;
            }

            // The leader was there until just now, so no other process can have had the time to make a session under its id.
            foreach (var entry in ProcFs.ReadAll(_ids.FindSmallest()))
            {
                if (entry.SessionId == _leader.Id && IsYoungEnough(entry))
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

    /// <summary>Finds processes that a record names as its child, or as in the session of its child, and that nothing but the record says
    /// are ours: they show no mark.</summary>
    public IReadOnlyList<ProcessIdentity> FindUnmarked()
    {
        lock (_gate)
        {
            var members = FindMembers().Select(member => member.Id).ToHashSet();
            var others = ProcFs
                .ReadAll()
                .FindAll(entry => entry.IsAlive && !members.Contains(entry.Id) && entry.Id != Environment.ProcessId);
            var isLed = others.Exists(entry => entry.Id == _leader.Id);
            return
            [
                .. others
                    .Where(entry =>
                        entry.Identity == _leader || (NamesGroup && !isLed && entry.SessionId == _leader.Id && IsYoungEnough(entry))
                    )
                    .Select(entry => entry.Identity),
            ];
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
        var own = FindOwnLine(entries);
        entries.RemoveAll(entry => own.Contains(entry.Id));
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
            else if (IsYoungEnough(entry) && !strangers.Contains(entry.Id))
            {
                mayHaveMissed |= !TryIdentify(entry, markEntry, members);
            }
        }

        do
        {
            _ownsSession = OwnsSession(entries, members);
        } while (AddRelatives(entries, members));

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
        foreach (var entry in entries)
        {
            if ((_ownsSession && entry.SessionId == _leader.Id) || members.Contains(entry.ParentId))
            {
                members.Add(entry.Id);
            }
        }

        return members.Count > before;
    }

    /// <summary>Returns whether the session of the first process is ours: a member is in it, and, where only a record names it, no stranger leads it.</summary>
    private bool OwnsSession(List<ProcEntry> entries, HashSet<int> members) =>
        NamesGroup
        && entries.Exists(entry => entry.SessionId == _leader.Id && members.Contains(entry.Id))
        && !(_isOfRecord && entries.Exists(entry => entry.Id == _leader.Id && entry.IsAlive && !members.Contains(entry.Id)));

    /// <summary>Finds this process and all that it descends from, which can carry a mark where a host is started from within a server: they are no members.</summary>
    private HashSet<int> FindOwnLine(List<ProcEntry> entries)
    {
        var line = new HashSet<int> { 1 };
        for (var id = Environment.ProcessId; line.Add(id) && _isOfRecord; )
        {
            id = entries.Find(entry => entry.Id == id).ParentId;
        }

        return line;
    }

    private bool IsInLeadersGroup(ProcEntry entry) => _ownsSession && entry.GroupId == _leader.Id;

    private bool IsYoungEnough(ProcEntry entry) => entry.StartTime >= _earliestStart;
}
