namespace ServeMulti.Sweeping;

/// <summary>In which order a sweep executes the runs of its cases.</summary>
/// <remarks>
/// A machine does not stay the same over hours: it warms up, and others use it. Case by case, such a drift falls on the cases that come
/// late. In rounds it falls on all cases alike, so that it widens the intervals and does not favour a configuration. The price is server
/// starts: each server is started again in every round.
/// </remarks>
public enum RunOrder
{
    /// <summary>Server by server, and case by case: all runs of a case, then those of the next. Each server is started once.</summary>
    CaseByCase,

    /// <summary>Every case once, then every case again. In each round, each server is started, runs each of its cases once, and is
    /// stopped.</summary>
    Rounds,

    /// <summary>Rounds of exactly two configurations A and B, every second of them in the opposite order: A B, B A, A B, ... A drift that
    /// is steady falls on both alike, as does the advantage of the first place. Each server is started again in every round.</summary>
    Alternating,
}
