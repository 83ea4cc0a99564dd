using Microsoft.Extensions.Time.Testing;

namespace ServeMulti.Fakes;

/// <summary>A fake clock that jumps ahead to each one-shot timer at once, so that code which waits for a while is not waited for. Timers of a minute and more are limits, not pauses: they are left alone.</summary>
internal sealed class HurriedTimeProvider : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromMinutes(1))
        {
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
