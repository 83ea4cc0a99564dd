using System.Runtime.ExceptionServices;

namespace ServeMulti.Results.Folder;

/// <summary>Works on several files at a time where the disk allows it: what a large experiment costs is waiting for the system.</summary>
/// <remarks>Where it does not, one after the other is worked on. The first exception is thrown as it is.</remarks>
internal static class SideBySide
{
    /// <summary>The number of threads beyond which memory grows more than speed.</summary>
    private const int MostThreads = 8;

    /// <summary>Gets the number of threads that work at a time.</summary>
    private static int Threads => Math.Min(Environment.ProcessorCount, MostThreads);

    public static void Invoke(IFileSystem files, CancellationToken cancellationToken, params Action[] work) =>
        For(files, work.Length, index => work[index](), cancellationToken);

    public static void For(IFileSystem files, int count, Action<int> work, CancellationToken cancellationToken)
    {
        if (files.IsShared)
        {
            RunOnThreads(count, work, cancellationToken);
            return;
        }

        for (var index = 0; index < count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            work(index);
        }
    }

    private static void RunOnThreads(int count, Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Threads }, work);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
