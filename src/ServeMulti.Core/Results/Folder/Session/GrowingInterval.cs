namespace ServeMulti.Results.Folder;

/// <summary>Says when work that grows with everything counted so far is due: each time a quarter more was counted, so that all of it
/// together stays linear.</summary>
internal sealed class GrowingInterval
{
    private const int GrowthDivisor = 4;

    private long _count;
    private long _due = 1;

    public void StartAt(long count)
    {
        _count = count;
        _due = Next(count);
    }

    /// <summary>Counts one more; true where the work is due now.</summary>
    public bool Count()
    {
        if (++_count < _due)
        {
            return false;
        }

        _due = Next(_count);
        return true;
    }

    private static long Next(long count) => count + Math.Max(1, count / GrowthDivisor);
}
