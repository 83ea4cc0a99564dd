namespace ServeMulti.Simulation.Options;

/// <summary>Every option that the server knows.</summary>
internal static class OptionTable
{
    private const int Million = 1_000_000;

    public static IReadOnlyList<Option> All { get; } =
    [
        Option.Text(
            "--host",
            "address to listen on: localhost (default), an IP address, or a name",
            static (o, v) => o with { Host = v }),
        Option.Integer(
            "--port", 0, 65_535,
            "port to listen on (8000); 0 takes a free one",
            static (o, v) => o with { Port = v }),
        Option.Text(
            "--model",
            "the model's name, as the positional MODEL (simulated)",
            static (o, v) => o with { Model = v }),
        Option.Text(
            "--served-model-name",
            "the name that requests use (MODEL)",
            static (o, v) => o with { ServedModelName = v }),
        Option.Integer(
            "--max-model-len", 1, int.MaxValue,
            "prompt and answer tokens of one request (32768)",
            static (o, v) => o with { MaxModelLen = v }),
        Option.Integer(
            "--max-num-seqs", 1, Million,
            "sequences that run at once (256)",
            static (o, v) => o with { Engine = o.Engine with { MaxNumSeqs = v } }),
        Option.Integer(
            "--max-num-batched-tokens", 1, int.MaxValue,
            "tokens of one step, prefilled and decoded (2048)",
            static (o, v) => o with { Engine = o.Engine with { MaxNumBatchedTokens = v } }),
        Option.Switch(
            "--enable-prefix-caching",
            "reuse the blocks of equal prompt beginnings (on)",
            static (o, v) => o with { Engine = o.Engine with { EnablePrefixCaching = v } }),
        Option.Integer(
            "--prefix-cache-tokens", 0, int.MaxValue,
            "tokens that the prefix cache keeps (262144)",
            static (o, v) => o with { Engine = o.Engine with { PrefixCacheTokens = v } }),
        Option.Integer(
            "--kv-cache-tokens", 0, int.MaxValue,
            "tokens that running sequences may hold, 0 for no limit (0)",
            static (o, v) => o with { Engine = o.Engine with { KvCacheTokens = v } }),
        Option.Switch(
            "--enable-prompt-tokens-details",
            "tell the cached prompt tokens in usage (off)",
            static (o, v) => o with { EnablePromptTokensDetails = v }),
        Option.Number(
            "--step-base-ms", Million,
            "milliseconds that every step costs (8)",
            static (o, v) => o with { Engine = o.Engine with { StepBaseMicroseconds = v * 1000 } }),
        Option.Number(
            "--prefill-us-per-token", Million,
            "microseconds that a prefilled token adds to its step (20)",
            static (o, v) => o with { Engine = o.Engine with { PrefillMicrosecondsPerToken = v } }),
        Option.Number(
            "--decode-us-per-seq", Million,
            "microseconds that a sequence adds to each of its steps (100)",
            static (o, v) => o with { Engine = o.Engine with { DecodeMicrosecondsPerSequence = v } }),
        Option.Number(
            "--noise", 10,
            "relative standard deviation of a step's cost (0)",
            static (o, v) => o with { Engine = o.Engine with { Noise = v } }),
        Option.Long(
            "--seed",
            "seed of the noise (0)",
            static (o, v) => o with { Engine = o.Engine with { Seed = v } }),
        Option.Integer(
            "--eos-after", 0, Million,
            "mean tokens of an answer without ignore_eos, 0 for max_tokens always (0)",
            static (o, v) => o with { EosAfter = v }),
        Option.Number(
            "--startup-delay", 86_400,
            "seconds until the server is ready; until then it answers 503 (0)",
            static (o, v) => o with { StartupDelay = TimeSpan.FromSeconds(v) }),
        Option.Integer(
            "--exit-before-ready", 0, 255,
            "exit with this code instead of becoming ready",
            static (o, v) => o with { ExitBeforeReady = v }),
        Option.Integer(
            "--fail-after", 0, int.MaxValue,
            "exit with code 1 once N requests have finished, 0 for never (0)",
            static (o, v) => o with { FailAfter = v }),
    ];
}
