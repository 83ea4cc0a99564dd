using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>The kinds of servers that are known.</summary>
public static class ServerProfiles
{
    private const string DevModeVariable = "VLLM_SERVER_DEV_MODE";
    private const string DevModeHint =
        $"The route exists where the server runs with {DevModeVariable}=1; a server that ServeMulti starts gets that.";

    private static readonly IReadOnlyDictionary<string, string?> DevMode = new Dictionary<string, string?> { [DevModeVariable] = "1" };

    private static readonly CacheResetCall[] VllmResets =
    [
        new("/reset_prefix_cache") { MissingHint = DevModeHint },
        new("/reset_mm_cache") { MissingHint = DevModeHint },
        new("/reset_encoder_cache") { IsOptional = true },
    ];

    /// <summary>Gets the profile of vLLM: <c>vllm ...</c> and <c>python -m vllm...</c>, port 8000.</summary>
    public static ServerProfile Vllm { get; } =
        new()
        {
            Name = "vLLM",
            Commands = [ServerCommandPattern.ForProgram("vllm"), ServerCommandPattern.ForModule("vllm")],
            PortOptions = ["--port", "-p"],
            CacheResets = VllmResets,
            FactPaths = ["/version", "/v1/models"],
            ApiKeyVariables = ["VLLM_API_KEY"],
            TlsOptions = ["--ssl-certfile", "--ssl-keyfile"],
            Environment = DevMode,
            OptionForms = ServerOptionForms.Vllm,
            FailureCauses = ServerFailureCauses.Vllm,
            GpuOptions =
            [
                new("--tensor-parallel-size", "-tp"),
                new("--pipeline-parallel-size", "-pp"),
                new("--data-parallel-size", "-dp"),
                new("--prefill-context-parallel-size", "-pcp"),
            ],
            // A file may hold any of them; a rank, or a server behind a balancer, is a part of what the options describe.
            UnknownGpuOptions =
            [
                "--config",
                "--headless",
                "--data-parallel-rank",
                "-dpn",
                "--data-parallel-external-lb",
                "-dpe",
                "--data-parallel-hybrid-lb",
                "-dph",
            ],
        };

    /// <summary>Gets the profile of the simulated server, which has vLLM's surface: <c>serve-multi simulate</c> and <c>SimulatedServer</c>,
    /// 127.0.0.1:8000.</summary>
    public static ServerProfile Simulated { get; } =
        new()
        {
            Name = "simulated",
            Commands =
            [
                ServerCommandPattern.ForProgram("SimulatedServer"),
                ServerCommandPattern.ForProgram("ServeMulti.SimulatedServer"),
                ServerCommandPattern.ForProgram("serve-multi", "simulate"),
            ],
            DefaultHost = "127.0.0.1",
            CacheResets = VllmResets,
            FactPaths = ["/version", "/v1/models"],
            Environment = DevMode,
            OptionForms = ServerOptionForms.Vllm,
        };

    /// <summary>Gets the profile of SGLang: <c>python -m sglang.launch_server</c> and <c>sglang serve</c>, 127.0.0.1:30000.</summary>
    public static ServerProfile Sglang { get; } =
        new()
        {
            Name = "SGLang",
            Commands = [ServerCommandPattern.ForModule("sglang.launch_server"), ServerCommandPattern.ForProgram("sglang", "serve")],
            DefaultHost = "127.0.0.1",
            DefaultPort = 30000,
            CacheResets = [new CacheResetCall("/flush_cache")],
            FactPaths = ["/get_server_info", "/v1/models"],
            AdminApiKeyOptions = ["--admin-api-key"],
            TlsOptions = ["--ssl-certfile", "--ssl-keyfile"],
            OptionForms = ServerOptionForms.Sglang,
            FailureCauses = ServerFailureCauses.Sglang,
            GpuOptions =
            [
                new("--tensor-parallel-size", "--tp-size", "--tp"),
                new("--pipeline-parallel-size", "--pp-size", "--pp"),
                new("--data-parallel-size", "--dp-size", "--dp") { UnlessOption = "--enable-dp-attention" },
            ],
            UnknownGpuOptions = ["--config", "--disaggregation-mode"],
        };

    /// <summary>Gets the profile of llama.cpp: <c>llama-server</c>, 127.0.0.1:8080. No request empties its caches; <c>--no-cache-prompt</c>
    /// turns them off.</summary>
    public static ServerProfile LlamaCpp { get; } =
        new()
        {
            Name = "llama.cpp",
            Commands = [ServerCommandPattern.ForProgram("llama-server")],
            DefaultHost = "127.0.0.1",
            DefaultPort = 8080,
            FactPaths = ["/props", "/v1/models"],
            ApiKeyVariables = ["LLAMA_API_KEY"],
            ListsApiKeys = true,
            CacheSwitch = new(
                "--no-cache-prompt",
                "--cache-prompt",
                "keeps the prompts of earlier runs in its slots (--no-cache-prompt turns that off) and, in builds of October 2025 and later, in 8 GiB of host memory (--cache-ram 0), and no request empties them"
            ),
            TlsOptions = ["--ssl-cert-file", "--ssl-key-file"],
            OptionForms = ServerOptionForms.LlamaCpp,
            FailureCauses = ServerFailureCauses.LlamaCpp,
        };

    /// <summary>Gets the profile of Infinity: <c>infinity_emb</c>, port 7997. It keeps no cache between requests unless an option says so
    /// (<c>--vector-disk-cache</c>).</summary>
    public static ServerProfile Infinity { get; } =
        new()
        {
            Name = "Infinity",
            Commands = [ServerCommandPattern.ForProgram("infinity_emb")],
            DefaultHost = "127.0.0.1",
            DefaultPort = 7997,
            ApiKeyVariables = ["INFINITY_API_KEY"],
            CacheResets = [],
            UnresettableOptions = ["--vector-disk-cache"],
        };

    /// <summary>Gets all that are known, in the order in which they are tried.</summary>
    public static IReadOnlyList<ServerProfile> BuiltIn { get; } = [Vllm, Simulated, Sglang, LlamaCpp, Infinity];

    /// <summary>Gets what is asked of a server of unknown kind at a known address: <c>/health</c>, or where that does not exist,
    /// <c>/v1/models</c>.</summary>
    internal static ServerProfile Unknown { get; } = new() { Name = "unknown", ReadinessPaths = ["/health", "/v1/models"] };

    /// <summary>Finds a profile by its name; upper and lower case, and what is no letter or digit, are not distinguished.</summary>
    /// <param name="name">The name, such as <c>vllm</c> or <c>llama.cpp</c>.</param>
    /// <param name="profiles">The profiles to look in; null (the default): <see cref="BuiltIn"/>.</param>
    /// <exception cref="InvalidInputException">There is no such profile; the message lists the names.</exception>
    public static ServerProfile Find(string name, IEnumerable<ServerProfile>? profiles = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ServerProfile[] known = [.. profiles ?? BuiltIn];
        if (Array.Find(known, profile => Fold(profile.Name) == Fold(name)) is { } found)
        {
            return found;
        }

        string[] names = [.. known.Select(profile => profile.Name)];
        var guess = NearestName.Find(name, names) is { } nearest ? $" Did you mean {nearest}?" : "";
        throw new InvalidInputException($"{Excerpt.Of(name)} is not a known kind of server.{guess} Known are {string.Join(", ", names)}.");
    }

    private static string Fold(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Finds the profile of a server: the one its specification names, else the first that recognises its command.</summary>
    /// <param name="spec">The server.</param>
    /// <param name="profiles">The profiles to try; null (the default): <see cref="BuiltIn"/>.</param>
    /// <returns>The profile; null where the server is of no known kind.</returns>
    public static ServerProfile? TryFind(ServerSpec spec, IEnumerable<ServerProfile>? profiles = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Profile ?? (spec.Command is null ? null : TryFind(spec.Command, profiles));
    }

    /// <summary>Finds the first profile that recognises a command.</summary>
    /// <param name="command">The server command.</param>
    /// <param name="profiles">The profiles to try; null (the default): <see cref="BuiltIn"/>.</param>
    /// <returns>The profile; null where the command is of no known kind.</returns>
    public static ServerProfile? TryFind(CommandLine command, IEnumerable<ServerProfile>? profiles = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        return (profiles ?? BuiltIn).FirstOrDefault(profile => profile.Recognizes(command));
    }
}
