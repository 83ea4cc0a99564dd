namespace ServeMulti.FaultLab.Fuzz;

/// <summary>A reader did something that it must not.</summary>
internal sealed class BrokenLawException : Exception
{
    public BrokenLawException() { }

    public BrokenLawException(string message)
        : base(message) { }

    public BrokenLawException(string message, Exception innerException)
        : base(message, innerException) { }
}
