using System.Runtime.ExceptionServices;

namespace ServeMulti.Results.Files;

/// <summary>Works on several files at a time where the disk allows it: what a large experiment costs is waiting for the system.</summary>
/// <remarks>Where it does not, the order is kept. The first exception is thrown as it is.</remarks>
internal static class SideBySide
{
    /// <summary>The number of threads beyond which memory grows more than speed.</summary>
    private const int MostThreads = 8;

    /// <summary>Gets the number of threads that work at a time.</summary>
    public static int Threads => Math.Min(Environment.ProcessorCount, MostThreads);

    public static void For(IFileSystem files, int count, Action<int> work, CancellationToken cancellationToken) =>
        Run(() => Parallel.For(0, count, OptionsFor(files, cancellationToken), work));

    public static void Invoke(IFileSystem files, CancellationToken cancellationToken, params Action[] work) =>
        Run(() => Parallel.Invoke(OptionsFor(files, cancellationToken), work));

    private static ParallelOptions OptionsFor(IFileSystem files, CancellationToken cancellationToken) => new()
    {
        CancellationToken = cancellationToken,
        MaxDegreeOfParallelism = files.IsShared ? Threads : 1,
    };

    private static void Run(Action work)
    {
        try
        {
            work();
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
