namespace ServeMulti.Clusters;

/// <summary>The exception for a scheduler that is not there, does not answer, or refuses what was asked.</summary>
public sealed class JobSchedulerException : ServeMultiException
{
    /// <summary>Initializes a new instance with a general message.</summary>
    public JobSchedulerException()
        : base("The scheduler did not do what was asked.") { }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">What was asked, what the scheduler answered, and what to do next.</param>
    public JobSchedulerException(string message)
        : base(message) { }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">What was asked, what the scheduler answered, and what to do next.</param>
    /// <param name="innerException">The cause.</param>
    public JobSchedulerException(string message, Exception? innerException)
        : base(message, innerException) { }
}
