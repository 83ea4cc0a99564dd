using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>How a session goes about its work. Immutable.</summary>
internal sealed record LoadSessionOptions
{
    /// <summary>Gets where the draws of <see cref="LoadSession.SetRate"/> begin.</summary>
    public int Seed { get; init; }

    /// <summary>Gets the number of the first request.</summary>
    public int FirstIndex { get; init; }

    /// <summary>Gets whether the records of closed requests are kept; without it memory does not grow with their number.</summary>
    public bool KeepsRecords { get; init; }

    /// <summary>Gets whether records hold the generated text.</summary>
    public bool KeepsText { get; init; }

    /// <summary>Gets how much memory the answers in flight may take together.</summary>
    public AnswerMemory Memory { get; init; } = new();

    /// <summary>Gets what receives every request that was closed; several threads may call it at once.</summary>
    public Action<LoadSession, RequestRecord>? OnClosed { get; init; }
}
