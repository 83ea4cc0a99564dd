using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>What child process to start, and what becomes of its output.</summary>
/// <param name="Command">The executable and its arguments.</param>
public sealed record ProcessSpec(CommandLine Command)
{
    /// <summary>Gets environment variables that are set in addition to the host's; null as a value removes one. Values are never logged.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Gets the folder the child starts in; null (the default): the host's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Gets the file that standard output and standard error are appended to; null (the default): none. Its folder is made where it is missing.</summary>
    public string? LogPath { get; init; }

    /// <summary>Gets a receiver of each line of output as it comes; null (the default): none. It is called from one thread at a time.</summary>
    public Action<string>? OutputReceived { get; init; }
}
