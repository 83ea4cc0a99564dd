namespace ServeMulti;

/// <summary>The base of every exception that ServeMulti raises for a fault it understands.</summary>
/// <remarks>
/// A failed run is data, not an exception. An exception means that the host's request cannot be carried out: its message says what
/// happened, the facts (exit code, last lines of output, paths) and what to do next.
/// </remarks>
public class ServeMultiException : Exception
{
    /// <summary>Initializes a new instance with a general message.</summary>
    public ServeMultiException()
        : base("ServeMulti could not carry out the request.") { }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">What happened, the facts, and what to do next.</param>
    public ServeMultiException(string message)
        : base(message) { }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">What happened, the facts, and what to do next.</param>
    /// <param name="innerException">The cause.</param>
    public ServeMultiException(string message, Exception? innerException)
        : base(message, innerException) { }
}
