namespace ServeMulti.Launching;

/// <summary>What is known of one kind of server, as data: how to recognise its command, its address, its readiness and its cache resets.</summary>
public sealed record ServerProfile
{
    /// <summary>Gets the name used in messages, such as <c>vLLM</c>.</summary>
    public required string Name { get; init; }
}
