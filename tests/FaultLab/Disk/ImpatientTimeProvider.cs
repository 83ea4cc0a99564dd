namespace ServeMulti.FaultLab.Disk;

/// <summary>The system's clock, whose one-shot timers are due at once: what waits for a while is not waited for.</summary>
internal sealed class ImpatientTimeProvider : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
}
