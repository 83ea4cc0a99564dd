namespace ServeMulti.LoadGeneration;

/// <summary>The ways that requests go: both must read and fail alike.</summary>
public enum Way
{
    /// <summary>Over sockets of the generator's own.</summary>
    Sockets,

    /// <summary>Through HttpClient, as everything unusual does.</summary>
    HttpClient,
}

internal static class Ways
{
    /// <summary>Returns one request that goes a way: a header that negotiates is unusual.</summary>
    public static OpenAiBenchmarkOptions One(this Way way) =>
        way == Way.Sockets ? Bench.One : Bench.One with { Headers = [new("Accept-Encoding", "identity")] };
}
