namespace ServeMulti.Processes;

/// <summary>The exception for processes of ours that still run although they were killed.</summary>
public sealed class ProcessStopException : ServeMultiException
{
    /// <summary>Initializes a new instance with a general message.</summary>
    public ProcessStopException()
        : base("The process could not be ended.") { }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">Which processes are left and what to do next.</param>
    public ProcessStopException(string message)
        : base(message) { }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">Which processes are left and what to do next.</param>
    /// <param name="innerException">The cause.</param>
    public ProcessStopException(string message, Exception? innerException)
        : base(message, innerException) { }
}
