namespace ServeMulti.Processes;

/// <summary>A child that a ledger holds as started and not as ended.</summary>
/// <param name="StartedBy">The host that started it.</param>
/// <param name="Mark">The mark it carries.</param>
/// <param name="Identity">Its identity; null if the host ended before it was recorded.</param>
internal sealed record LedgerChild(HostRecord StartedBy, ProcessMark Mark, ProcessIdentity? Identity);
