namespace ServeMulti.Launching;

/// <summary>The exception for a cache that could not be emptied. The run before it is kept; the server should be restarted before the next
/// one.</summary>
public sealed class CacheResetException : ServeMultiException
{
    /// <summary>Initializes a new instance with a general message.</summary>
    public CacheResetException()
        : base("The server's caches could not be reset.") { }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">What happened and what to do next.</param>
    public CacheResetException(string message)
        : base(message) { }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">What happened and what to do next.</param>
    /// <param name="innerException">The cause.</param>
    public CacheResetException(string message, Exception? innerException)
        : base(message, innerException) { }
}
