using ServeMulti.Cases;

namespace ServeMulti.Results;

/// <summary>The exception for a result store that cannot be read or written: a full disk, a folder that is gone, a missing
/// permission.</summary>
/// <remarks>A sweep ends with it, unless it names a <see cref="Case"/>: then only that case fails.</remarks>
public sealed class ResultStoreException : ServeMultiException
{
    /// <summary>Initializes a new instance with a general message.</summary>
    public ResultStoreException()
        : base("The results could not be stored.") { }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">What happened, with the path, and what to do next.</param>
    public ResultStoreException(string message)
        : base(message) { }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">What happened, with the path, and what to do next.</param>
    /// <param name="innerException">The cause.</param>
    public ResultStoreException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>
    /// Gets the case whose files alone cannot be read or written while the rest of the store can, so that other cases can go on; null where
    /// nothing can be stored any more.
    /// </summary>
    public BenchmarkCase? Case { get; init; }

    /// <summary>Gets the number of the run of <see cref="Case"/> that was to be stored or read; 0 where no single run is
    /// concerned.</summary>
    public int RunNumber { get; init; }

    /// <summary>Gets the number of runs that were finished and turned out to be damaged or gone; they are run again when the experiment is resumed.</summary>
    internal int LostRuns { get; init; }
}
