namespace ServeMulti.Results;

/// <summary>The exception for a result store that cannot be read or written: a full disk, a folder that is gone, a missing permission.</summary>
public sealed class ResultStoreException : ServeMultiException
{
    /// <summary>Initializes a new instance with a general message.</summary>
    public ResultStoreException() : base("The results could not be stored.")
    {
    }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">What happened, with the path, and what to do next.</param>
    public ResultStoreException(string message) : base(message)
    {
    }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">What happened, with the path, and what to do next.</param>
    /// <param name="innerException">The cause.</param>
    public ResultStoreException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
