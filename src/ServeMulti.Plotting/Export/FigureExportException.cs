namespace ServeMulti.Plotting.Export;

/// <summary>A figure could not be drawn or written. The message says why, and what to do.</summary>
public sealed class FigureExportException : ServeMultiException
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="message">What happened, the facts, what to do next.</param>
    public FigureExportException(string message)
        : base(message) { }

    /// <summary>Initializes a new instance.</summary>
    /// <param name="message">What happened, the facts, what to do next.</param>
    /// <param name="innerException">The cause.</param>
    public FigureExportException(string message, Exception innerException)
        : base(message, innerException) { }
}
