using System.Globalization;

namespace ServeMulti.Processes;

/// <summary>Passes the host's niceness on to children in sessions of their own.</summary>
/// <remarks>
/// Linux's scheduler shares the processors out between sessions first (sched(7), "The autogroup feature"), and a new session begins with
/// niceness 0. The niceness that a child inherits then counts within its session only: beside everything else on the machine it would run
/// as if its host were not nice at all.
/// </remarks>
internal static class SessionNiceness
{
    private const int Strongest = -20;
    private const int Weakest = 19;
    private const int NicenessField = 16;

    // The shell becomes the child, so its id and session stay. A user without privileges may write once in 100 ms.
    private const string Script =
        """n=$1; shift; for i in 1 2 3; do { echo "$n" > /proc/self/autogroup; } 2> /dev/null && break; sleep 0.15; done; exec "$@" """;

    /// <summary>Returns the words to put in front of a command that runs in a session of its own; none where a new session is as nice as
    /// the host.</summary>
    public static string[] FindWrapper() =>
        Find(ProcFs.TryReadText("/proc/self/autogroup"), ProcFs.TryReadText("/proc/self/stat")) is { } niceness and not 0
            ? ["/bin/sh", "-c", Script, "sh", niceness.ToString(CultureInfo.InvariantCulture)]
            : [];

    /// <summary>Returns how nice a session has to be to get as little as this process; null if the system knows no such thing.</summary>
    /// <remarks>A process in a session that was made as nice as its host has inherited the same niceness for itself: it counts once.</remarks>
    internal static int? Find(string? autogroup, string? stat)
    {
        // "/autogroup-17 nice 5", and "7 (a name) R 1 ...", whose name may hold anything.
        if (
            autogroup?.Split(' ', StringSplitOptions.TrimEntries) is not [_, "nice", var ofSession]
            || !int.TryParse(ofSession, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var session)
        )
        {
            return null;
        }

        var fields = stat is null ? [] : stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            fields.Length > NicenessField
            && int.TryParse(fields[NicenessField], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var own)
            ? Math.Clamp(Join(session, own), Strongest, Weakest)
            : null;
    }

    private static int Join(int session, int own) =>
        session > 0 && own > 0 ? Math.Max(session, own)
        : session < 0 && own < 0 ? Math.Min(session, own)
        : session + own;
}
