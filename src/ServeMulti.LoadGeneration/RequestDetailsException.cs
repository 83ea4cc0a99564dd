namespace ServeMulti.LoadGeneration;

/// <summary>The details of requests cannot be kept in their file.</summary>
internal sealed class RequestDetailsException : Exception
{
    private RequestDetailsException(Exception cause)
        : base(
            $"The details of requests cannot be kept in a temporary file: {cause.Message} Free space there, or leave out save_detailed.",
            cause
        ) { }

    /// <summary>Does something with the file.</summary>
    /// <exception cref="RequestDetailsException">It cannot be done.</exception>
    public static T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RequestDetailsException(exception);
        }
    }

    /// <inheritdoc cref="Try{T}"/>
    public static void Try(Action work) =>
        Try(() =>
        {
            work();
            return true;
        });
}
