namespace ServeMulti.Processes;

/// <summary>Reads both outputs of a child to their end, however much it writes and whoever holds them open.</summary>
/// <remarks>Disposed once nothing of the child's family is left: it then reads what still lies there, and closes the log.</remarks>
internal interface IOutputReader : IAsyncDisposable
{
    /// <summary>Notes that the child has exited.</summary>
    /// <returns>A task that completes when everything the child wrote was read; a grandchild that still holds an output is not waited for,
    /// but read on.</returns>
    Task DrainAsync();
}
