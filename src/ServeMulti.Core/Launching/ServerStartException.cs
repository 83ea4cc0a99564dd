namespace ServeMulti.Launching;

/// <summary>The exception for a server that did not become ready: it exited, timed out, or its port was taken. Nothing of it is left
/// running.</summary>
public sealed class ServerStartException : ServeMultiException
{
    /// <summary>Initializes a new instance with a general message.</summary>
    public ServerStartException()
        : base("The server did not become ready.") { }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">What happened, with the exit code, the last lines of output and the log's path, and what to do next.</param>
    public ServerStartException(string message)
        : base(message) { }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">What happened, with the exit code, the last lines of output and the log's path, and what to do next.</param>
    /// <param name="innerException">The cause.</param>
    public ServerStartException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>Gets the exit code of a server that exited before it was ready; null otherwise.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Gets why a server exited before it was ready, as far as its output shows it; null where it does not.</summary>
    public ServerFailureCause? Cause { get; init; }

    /// <summary>Gets the last lines of the server's output, oldest first.</summary>
    public IReadOnlyList<string> RecentOutput { get; init; } = [];
}
