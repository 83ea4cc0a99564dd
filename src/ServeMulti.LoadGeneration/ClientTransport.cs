namespace ServeMulti.LoadGeneration;

/// <summary>How requests travel to the server. What is measured is the same; what the client costs is not.</summary>
public enum ClientTransport
{
    /// <summary>Sockets where they can reach the server, else HttpClient.</summary>
    Auto,

    /// <summary>The load generator's own sockets, read by one thread: about a third of the processor time per token. Linux, plain HTTP, no
    /// proxy, no header that changes how a message is framed.</summary>
    Sockets,

    /// <summary>.NET's HttpClient: every system, TLS, proxies, any header.</summary>
    HttpClient,
}
