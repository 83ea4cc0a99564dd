namespace ServeMulti.Processes;

/// <summary>How much a line of output says of why a process failed.</summary>
internal enum Telling
{
    /// <summary>Nothing: progress, places in the code, warnings.</summary>
    Nothing,

    /// <summary>That something did not work: <c>failed to load model</c>.</summary>
    Hint,

    /// <summary>That the cause was printed before: <c>RuntimeError: Engine core initialization failed. See root cause above.</c></summary>
    Pointer,

    /// <summary>An error: <c>error: unrecognized arguments: --x</c>.</summary>
    Error,

    /// <summary>The type and the message of an exception: <c>ValueError: no tokenizer</c>.</summary>
    Exception,
}
