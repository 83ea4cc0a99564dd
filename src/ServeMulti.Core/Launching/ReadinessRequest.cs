namespace ServeMulti.Launching;

/// <summary>The question whether a server is ready.</summary>
/// <param name="Spec">The server, as it was asked for.</param>
/// <param name="Endpoint">Its address for clients.</param>
/// <param name="Profile">What is known of its kind.</param>
public sealed record ReadinessRequest(ServerSpec Spec, Uri Endpoint, ServerProfile Profile);
