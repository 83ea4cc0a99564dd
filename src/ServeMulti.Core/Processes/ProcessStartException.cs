namespace ServeMulti.Processes;

/// <summary>The exception for a process that cannot be started: the executable does not exist or may not be run.</summary>
public sealed class ProcessStartException : ServeMultiException
{
    /// <summary>Initializes a new instance with a general message.</summary>
    public ProcessStartException()
        : base("The process could not be started.") { }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">What happened and what to do next.</param>
    public ProcessStartException(string message)
        : base(message) { }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">What happened and what to do next.</param>
    /// <param name="innerException">The cause.</param>
    public ProcessStartException(string message, Exception? innerException)
        : base(message, innerException) { }
}
