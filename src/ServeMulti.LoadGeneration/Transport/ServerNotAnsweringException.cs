namespace ServeMulti.LoadGeneration.Transport;

/// <summary>The server cannot be measured: it does not tell its model, or answers no request before the measurement.</summary>
internal sealed class ServerNotAnsweringException(string message, Exception? innerException = null) : Exception(message, innerException);
