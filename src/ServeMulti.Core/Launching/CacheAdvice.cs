namespace ServeMulti.Launching;

/// <summary>Words what can be done where no request empties the caches of a server.</summary>
internal static class CacheAdvice
{
    /// <summary>What helps with every server, to follow a colon or "or".</summary>
    public const string Always =
        "give a command that empties them (--after-bench-cmd), start the server anew before each run (--restart-between-runs), or measure with warm caches (--cache-reset none).";
}
