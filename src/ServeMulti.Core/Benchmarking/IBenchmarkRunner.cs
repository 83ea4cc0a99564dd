using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Executes benchmarks.</summary>
/// <remarks>The sweep executes one run at a time. A run that fails is data; an exception means that the runner itself is broken.</remarks>
public interface IBenchmarkRunner
{
    /// <summary>Returns, without starting anything, what is wrong with a benchmark that would be run.</summary>
    /// <param name="request">What would be run: its command, parameters and required metrics count, and the server's address where it is
    /// known.</param>
    /// <returns>One line per problem; empty if none can be seen.</returns>
    IReadOnlyList<string> FindProblems(BenchmarkRequest request);

    /// <summary>Returns which of these problems lie in the present state of this machine, such as a missing executable: a dry run warns of
    /// them.</summary>
    /// <param name="request">What would be run.</param>
    /// <returns>Some of what <see cref="FindProblems"/> returns, word for word; none by default.</returns>
    IReadOnlyList<string> FindMachineProblems(BenchmarkRequest request) => [];

    /// <summary>Returns the command that would be executed, with everything that the runner adds to it.</summary>
    /// <param name="request">What would be run.</param>
    /// <returns>The command; by default that of the request; null if there is none.</returns>
    CommandLine? CommandFor(BenchmarkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Command;
    }

    /// <summary>Executes the benchmark once.</summary>
    /// <param name="request">What to run, against which server.</param>
    /// <param name="cancellationToken">Ends the benchmark; nothing of it is left running when the task completes.</param>
    /// <returns>The result, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default);
}
