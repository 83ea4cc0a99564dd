namespace ServeMulti.Launching;

/// <summary>What a server answered when it was asked whether it is ready.</summary>
/// <param name="IsReady">Whether it is.</param>
/// <param name="Detail">What was seen, for messages: <c>GET http://localhost:8000/health answered 503</c>.</param>
public readonly record struct ReadinessAnswer(bool IsReady, string Detail)
{
    /// <summary>Gets whether asking again is pointless: the server wants another key, or its certificate is not trusted; default
    /// false.</summary>
    public bool IsRefused { get; init; }
}
