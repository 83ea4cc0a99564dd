using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>What child process to start, and what becomes of its output.</summary>
/// <param name="Command">The executable and its arguments.</param>
public sealed record ProcessSpec(CommandLine Command)
{
    /// <summary>Gets environment variables that are set in addition to the host's; null as a value removes one. Values are never
    /// logged.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Gets the folder the child starts in; null (the default): the host's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Gets the file that standard output and standard error are appended to; null (the default): none. Its folder is created if
    /// it does not exist.</summary>
    /// <remarks>The file holds what the child printed, secrets included; it is created for its owner alone (mode 600). When it has grown
    /// to 256 MiB it is set aside as <c>NAME.1</c>, in place of the one before, and begun anew.</remarks>
    public string? LogPath { get; init; }

    /// <summary>Gets a receiver of each line of output as it comes, cut to 2,000 characters, without empty lines, and with <c>REDACTED</c>
    /// in
    /// place of secrets; null (the default): none.</summary>
    /// <remarks>It is called from one thread at a time, and holds up the child while it runs. One that throws gets no further
    /// lines.</remarks>
    public Action<string>? OutputReceived { get; init; }

    /// <summary>Returns the members, commands without their keys and environments as names.</summary>
    public override string ToString() =>
        RecordText.Of(
            nameof(ProcessSpec),
            (nameof(Command), Command),
            (nameof(Environment), Environment),
            (nameof(WorkingDirectory), WorkingDirectory),
            (nameof(LogPath), LogPath)
        );
}
