namespace ServeMulti.LoadGeneration;

/// <summary>The ways that requests go: both must read and fail alike.</summary>
public enum Way
{
    /// <summary>Over sockets of the generator's own.</summary>
    Sockets,

    /// <summary>Through HttpClient.</summary>
    HttpClient,
}

internal static class Ways
{
    /// <summary>Returns one request that goes a way.</summary>
    public static OpenAiBenchmarkOptions One(this Way way) =>
        Bench.One with
        {
            Transport = way == Way.Sockets ? ClientTransport.Sockets : ClientTransport.HttpClient,
        };
}
