using ServeMulti.Simulation.Engine;

namespace ServeMulti.Simulation.Options;

/// <summary>The options from the command line and the environment.</summary>
internal sealed record ServerOptions
{
    public string Model { get; init; } = "simulated";

    /// <summary>Gets the name under which the model is served; by default the name of the model.</summary>
    public string? ServedModelName { get; init; }

    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 8000;

    /// <summary>Gets how long the server answers 503 after it began to listen.</summary>
    public TimeSpan StartupDelay { get; init; }

    /// <summary>Gets the largest sum of prompt and answer tokens of one request.</summary>
    public int MaxModelLen { get; init; } = 32_768;

    /// <summary>Gets the mean length of answers that may end early; 0: every answer has all requested tokens.</summary>
    public int EosAfter { get; init; }

    /// <summary>Gets a value indicating whether usage contains the cached part of the prompt.</summary>
    public bool EnablePromptTokensDetails { get; init; }

    /// <summary>Gets the number of finished requests after which the process exits with code 1; 0 for never.</summary>
    public int FailAfter { get; init; }

    /// <summary>Gets the code with which the process exits instead of becoming ready.</summary>
    public int? ExitBeforeReady { get; init; }

    /// <summary>Gets a value indicating whether the cache reset routes exist.</summary>
    public bool IsDevMode { get; init; }

    public EngineOptions Engine { get; init; } = new();

    /// <summary>Gets the one model name that requests may use.</summary>
    public string ModelName => ServedModelName ?? Model;
}
