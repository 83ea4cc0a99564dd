namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Decides whether to wait, after <c>[DONE]</c>, until the answer also ends as HTTP has it: only then can its connection be used
/// again. Safe for several threads at once.</summary>
/// <remarks>The request is over with <c>[DONE]</c>, and its times end before it. A server that keeps its answers open is waited for a few
/// times in a row, then no more.</remarks>
internal sealed class AnswerEnds
{
    /// <summary>How long to wait. The end comes in the next packet, within microseconds, unless a machine is very busy.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    private const int MostMissed = 3;

    private int _missed;

    /// <summary>Gets whether the end of an answer is worth waiting for.</summary>
    public bool AreAwaited => Volatile.Read(ref _missed) < MostMissed;

    /// <summary>Notes whether the end of an answer came in time.</summary>
    public void Note(bool came)
    {
        if (came)
        {
            Volatile.Write(ref _missed, 0);
        }
        else
        {
            Interlocked.Increment(ref _missed);
        }
    }
}
