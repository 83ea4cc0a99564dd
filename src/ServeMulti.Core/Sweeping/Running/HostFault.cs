using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Distinguishes an exception of a host's own part, which fails one run or one server, from one that ends the sweep.</summary>
internal static class HostFault
{
    /// <summary>Returns whether an exception only fails what was being done.</summary>
    /// <remarks>
    /// A sweep ends where it was cancelled, where results can no longer be stored, where a process does not end, and where a part says so
    /// by throwing <see cref="ServeMultiException"/> itself. Everything else, the other exceptions of ServeMulti included, is data: a
    /// runner that parses a bad answer must not cost the results of a night.
    /// </remarks>
    public static bool IsData(Exception exception, CancellationToken cancellationToken) =>
        !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        && exception is not (ResultStoreException or ProcessStopException)
        && exception.GetType() != typeof(ServeMultiException);

    /// <summary>Describes an exception of a part.</summary>
    /// <param name="part">What threw it, such as <c>The benchmark runner MyRunner</c>.</param>
    /// <param name="exception">The exception.</param>
    public static BenchmarkFailure Describe(string part, Exception exception) =>
        new(
            BenchmarkFailureReason.Exception,
            exception is OutOfMemoryException
                ? $"{part} needs more memory than this process has; give it more, and resume."
                : $"{part} threw {exception.GetType().Name}{(exception is OperationCanceledException ? ", although it was not cancelled" : "")}: {Excerpt.OneLine(exception.Message)}"
        );
}
