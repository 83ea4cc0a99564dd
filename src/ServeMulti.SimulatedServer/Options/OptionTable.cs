namespace ServeMulti.Simulation.Options;

/// <summary>All options of the server.</summary>
internal static class OptionTable
{
    private const int Million = 1_000_000;

    public static IReadOnlyList<Option> All { get; } =
    [
        Option.Text("--host", "address to listen on: localhost (default), an IP address, or a name", static (o, v) => o with { Host = v }),
        Option.Integer("--port", 0, 65_535, "port to listen on (8000); 0 takes a free one", static (o, v) => o with { Port = v }),
        Option.Text("--model", "name of the model, same as the positional MODEL (simulated)", static (o, v) => o with { Model = v }),
        Option.Text(
            "--served-model-name",
            "the only model name that requests may use (MODEL)",
            static (o, v) => o with { ServedModelName = v }
        ),
        Option.Integer(
            "--max-model-len",
            1,
            int.MaxValue,
            "most tokens of prompt and answer together (32768)",
            static (o, v) => o with { MaxModelLen = v }
        ),
        Option.Integer(
            "--max-num-seqs",
            1,
            Million,
            "most sequences that run at once (256)",
            static (o, v) => o with { Engine = o.Engine with { MaxNumSeqs = v } }
        ),
        Option.Integer(
            "--max-num-batched-tokens",
            1,
            int.MaxValue,
            "most tokens in one step, prefill and decode (2048)",
            static (o, v) => o with { Engine = o.Engine with { MaxNumBatchedTokens = v } }
        ),
        Option.Switch(
            "--enable-prefix-caching",
            "compute equal beginnings of prompts once (on)",
            static (o, v) => o with { Engine = o.Engine with { EnablePrefixCaching = v } }
        ),
        Option.Integer(
            "--prefix-cache-tokens",
            0,
            int.MaxValue,
            "size of the prefix cache, in tokens (262144)",
            static (o, v) => o with { Engine = o.Engine with { PrefixCacheTokens = v } }
        ),
        Option.Integer(
            "--kv-cache-tokens",
            0,
            int.MaxValue,
            "most tokens that running sequences may hold; 0: no limit (0)",
            static (o, v) => o with { Engine = o.Engine with { KvCacheTokens = v } }
        ),
        Option.Switch(
            "--enable-prompt-tokens-details",
            "report the cached prompt tokens in usage (off)",
            static (o, v) => o with { EnablePromptTokensDetails = v }
        ),
        Option.Number(
            "--step-base-ms",
            Million,
            "cost of every step, in ms (8)",
            static (o, v) => o with { Engine = o.Engine with { StepBaseMicroseconds = v * 1000 } }
        ),
        Option.Number(
            "--prefill-us-per-token",
            Million,
            "cost of each prefilled token, in microseconds (20)",
            static (o, v) => o with { Engine = o.Engine with { PrefillMicrosecondsPerToken = v } }
        ),
        Option.Number(
            "--decode-us-per-seq",
            Million,
            "cost of each sequence in a step, in microseconds (100)",
            static (o, v) => o with { Engine = o.Engine with { DecodeMicrosecondsPerSequence = v } }
        ),
        Option.Number(
            "--noise",
            10,
            "relative standard deviation of the cost of a step (0)",
            static (o, v) => o with { Engine = o.Engine with { Noise = v } }
        ),
        Option.Long("--seed", "seed of the noise (0)", static (o, v) => o with { Engine = o.Engine with { Seed = v } }),
        Option.Integer(
            "--eos-after",
            0,
            Million,
            "mean length of answers without ignore_eos, in tokens; 0: always max_tokens (0)",
            static (o, v) => o with { EosAfter = v }
        ),
        Option.Number(
            "--startup-delay",
            86_400,
            "time until the server is ready, in seconds; until then it answers 503 (0)",
            static (o, v) => o with { StartupDelay = TimeSpan.FromSeconds(v) }
        ),
        Option.Integer(
            "--exit-before-ready",
            0,
            255,
            "exit with this code instead of becoming ready",
            static (o, v) => o with { ExitBeforeReady = v }
        ),
        Option.Integer(
            "--fail-after",
            0,
            int.MaxValue,
            "exit with code 1 after N finished requests; 0: never (0)",
            static (o, v) => o with { FailAfter = v }
        ),
    ];
}
