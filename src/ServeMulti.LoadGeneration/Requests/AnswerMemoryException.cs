namespace ServeMulti.LoadGeneration.Requests;

/// <summary>The unfinished answers of a run take more memory than they may.</summary>
internal sealed class AnswerMemoryException(string message) : IOException(message);
