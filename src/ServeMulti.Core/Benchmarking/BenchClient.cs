using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>A benchmark client that is known, as data: how to recognise its command, which server it asks, and the forms of its
/// options.</summary>
/// <remarks>All of them take <c>--base-url</c>, or <c>--host</c> and <c>--port</c>; the first goes before the others, and of one option the
/// last counts.</remarks>
internal sealed record BenchClient
{
    private readonly Func<CommandProgram, bool> _recognizes;

    private BenchClient(string name, Func<CommandProgram, bool> recognizes)
    {
        Name = name;
        _recognizes = recognizes;
    }

    /// <summary>Gets the client of vLLM.</summary>
    public static BenchClient Vllm { get; } =
        new(
            "vllm bench serve",
            program =>
                program.IsProgram("vllm", "bench", "serve")
                || program.IsModule("vllm", "bench", "serve")
                || program.IsProgram("benchmark_serving")
        )
        {
            OptionForms = new()
            {
                MultiValueOptions = ["goodput", "header", "metadata", "lora-modules"],
                PlainSwitches =
                [
                    "append-result",
                    "disable-shuffle",
                    "disable-tqdm",
                    "enable-multimodal-chat",
                    "ignore-eos",
                    "insecure",
                    "no-oversample",
                    "no-reranker",
                    "no-stream",
                    "plot-dataset-stats",
                    "plot-timeline",
                    "profile",
                    "save-detailed",
                    "save-result",
                    "skip-chat-template",
                    "skip-tokenizer-init",
                    "trust-remote-code",
                    "use-beam-search",
                ],
            },
        };

    /// <summary>Gets the client of SGLang, whose default port is that of the kind of server.</summary>
    public static BenchClient Sglang { get; } =
        new(
            "sglang.bench_serving",
            program =>
                program.IsModule("sglang.bench_serving")
                || program.IsModule("sglang.benchmark.serving")
                || program.IsProgram("bench_serving")
        )
        {
            DefaultPort = 30000,
            ResultOption = "output_file",
            DefaultPorts = new()
            {
                ["lmdeploy"] = 23333,
                ["vllm"] = 8000,
                ["trt"] = 8000,
                ["gserver"] = 9988,
                ["truss"] = 8080,
            },
            OptionForms = new()
            {
                MultiValueOptions = ["lora-name", "header"],
                PlainSwitches =
                [
                    "apply-chat-template",
                    "disable-ignore-eos",
                    "disable-stream",
                    "disable-tqdm",
                    "flush-cache",
                    "gsp-fast-prepare",
                    "output-details",
                    "pd-separated",
                    "profile",
                    "profile-by-stage",
                    "return-logprob",
                    "return-routed-experts",
                    "tokenize-prompt",
                    "use-trace-timestamps",
                ],
            },
        };

    /// <summary>Gets the built-in load generator, which takes the address that it finds in the environment where its command names
    /// none.</summary>
    public static BenchClient BuiltIn { get; } =
        new("serve-multi bench", program => program.IsProgram("serve-multi", "bench"))
        {
            TakesServerAddress = true,
            OptionForms = new()
            {
                MultiValueOptions = ["goodput", "header", "metadata"],
                PlainSwitches = ["append-result", "disable-tqdm", "overwrite", "save-result"],
            },
        };

    /// <summary>Gets all that are known.</summary>
    public static IReadOnlyList<BenchClient> Known { get; } = [Vllm, Sglang, BuiltIn];

    /// <summary>Gets the name used in messages.</summary>
    public string Name { get; }

    /// <summary>Gets the port that it asks where the command names none.</summary>
    public int DefaultPort { get; private init; } = 8000;

    /// <summary>Gets the option that names the result's file; null: the three of <c>vllm bench serve</c>.</summary>
    public string? ResultOption { get; private init; }

    /// <summary>Gets whether it asks the sweep's server where its command names no address.</summary>
    public bool TakesServerAddress { get; private init; }

    /// <summary>Gets which of its options take several values, and which are plain switches.</summary>
    public OptionForms OptionForms { get; private init; } = OptionForms.None;

    private Dictionary<string, int> DefaultPorts { get; init; } = [];

    /// <summary>Finds the client that a command runs, also behind a wrapper such as <c>env</c> or <c>numactl</c>; null if it is none that
    /// is known.</summary>
    public static BenchClient? TryFind(CommandLine command) => Known.FirstOrDefault(client => client._recognizes(command.Program));

    /// <summary>Returns the port that it asks where the command names none.</summary>
    public int DefaultPortOf(CommandLine command) =>
        command.TryFindOption("backend", out var backend) && DefaultPorts.TryGetValue(backend, out var port) ? port : DefaultPort;
}
