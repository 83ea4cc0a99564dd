namespace ServeMulti.Launching;

/// <summary>One request that empties a cache of a server: a POST without a body.</summary>
/// <param name="Path">The path, such as <c>/reset_prefix_cache</c>.</param>
public sealed record CacheResetCall(string Path)
{
    /// <summary>Gets whether a server may lack the route (it answers 404), having no such cache; default false.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Gets what to do where a server lacks the route; null (the default): nothing is known.</summary>
    public string? MissingHint { get; init; }
}
