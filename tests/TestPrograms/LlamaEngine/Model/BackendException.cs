namespace ServeMulti.LlamaEngine.Model;

/// <summary>The native library or the model could not be loaded.</summary>
internal sealed class BackendException(string message, Exception? inner = null) : Exception(message, inner);
