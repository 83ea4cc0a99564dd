using System.CommandLine;

namespace ServeMulti.Cli.Help;

/// <summary>A group of options in the help of a command, by the words that their names begin with.</summary>
/// <param name="Title">The title.</param>
/// <param name="Names">The names, without the dashes; one that ends in <c>*</c> stands for all that begin so.</param>
internal sealed record HelpTitles(string Title, params string[] Names)
{
    private static readonly HelpTitles[] Sweep =
    [
        new(
            "Server and benchmark",
            "serve-cmd",
            "endpoint",
            "server-profile",
            "bench-cmd",
            "allow-other-address",
            "multi-value-option",
            "plain-switch"
        ),
        new(
            "Caches, keys and the end of a server",
            "after-bench-cmd",
            "cache-reset",
            "restart-between-runs",
            "api-key-env",
            "insecure",
            "stop-grace"
        ),
        new("What is compared", "serve-params", "bench-params", "link-vars"),
        new("Search for the largest load within an SLA", "sla-*", "fixed-prompts", "sustained-share", "seed"),
        new("Load scan", "workload-*"),
        new(
            "Runs",
            "num-runs",
            "run-order",
            "failed-share",
            "warmup-num-prompts",
            "continue-on-error",
            "run-timeout",
            "server-ready-timeout",
            "no-ready-check"
        ),
        new(
            "Results",
            "output-dir",
            "experiment-name",
            "resume",
            "rerun-changed",
            "conclude-again",
            "verify",
            "shard",
            "higher-is-better",
            "lower-is-better",
            "quote-formulas"
        ),
        new("Output", "show-stdout", "dry-run", "help", "version"),
    ];

    private static readonly HelpTitles[] Bench =
    [
        new(
            "Server",
            "backend",
            "endpoint-type",
            "base-url",
            "host",
            "port",
            "endpoint",
            "model",
            "served-model-name",
            "api-key-env",
            "insecure",
            "header",
            "transport",
            "request-timeout",
            "ready-check-timeout-sec"
        ),
        new("Load", "num-prompts", "time-limit", "request-rate", "burstiness", "max-concurrency", "ramp-up-*", "num-warmups", "seed"),
        new(
            "Prompts and answers",
            "dataset-*",
            "random-*",
            "prefix-repetition-*",
            "custom-*",
            "sharegpt-*",
            "input-len",
            "output-len",
            "prompt-form",
            "ignore-eos",
            "stream",
            "tokenizer*",
            "trust-remote-code"
        ),
        new("Sampling", "temperature", "top-*", "min-p", "frequency-penalty", "presence-penalty", "repetition-penalty", "extra-body"),
        new(
            "Result",
            "save-*",
            "result-*",
            "append-result",
            "overwrite",
            "percentile-metrics",
            "metric-percentiles",
            "goodput",
            "label",
            "metadata",
            "profile",
            "disable-tqdm",
            "help"
        ),
    ];

    private static readonly HelpTitles[] Comparison =
    [
        new("What is compared", "metric", "failed-share", "match", "ignore", "higher-is-better", "lower-is-better"),
        new("The verdict", "margin", "inconclusive"),
        new("Output", "format", "output", "overwrite", "help"),
    ];

    private static readonly HelpTitles[] Alternating =
    [
        new(
            "Servers and benchmark",
            "serve-cmd",
            "serve-cmd-b",
            "server-profile",
            "bench-cmd",
            "allow-other-address",
            "multi-value-option",
            "plain-switch"
        ),
        new("The verdict", "metric", "margin", "inconclusive", "failed-share", "higher-is-better", "lower-is-better"),
        new("Runs", "max-runs", "serve-params", "bench-params", "link-vars"),
        .. Sweep,
    ];

    private static readonly HelpTitles[] Figures =
    [
        new(
            "What is drawn",
            "var-*",
            "filter-by",
            "bin-by",
            "gpus",
            "sla",
            "baseline",
            "user-count-var",
            "gpu-count-var",
            "higher-is-better",
            "lower-is-better"
        ),
        new("Figures, panels and curves", "fig-by", "row-by", "col-by", "curve-by", "label-by", "scale-*", "no-error-bars"),
        new("Files", "fig-*", "overwrite", "output", "format", "dry-run", "help"),
    ];

    private static readonly HelpTitles[] Submission =
    [
        new("Cluster", "scheduler", "array-limit", "sbatch-option", "same-node", "constraint", "image", "gpus", "node-command"),
        .. Sweep,
    ];

    private static readonly HelpTitles[] Submitted = [new("The submitted sweep", "output-dir", "once", "interval", "help")];

    /// <summary>Returns whether an option belongs to this group.</summary>
    public bool Owns(string option) =>
        Names.Any(name =>
            name.EndsWith('*') ? option.TrimStart('-').StartsWith(name[..^1], StringComparison.Ordinal) : option.TrimStart('-') == name
        );

    /// <summary>Returns the examples and the groups of a command; of two groups that own an option, the first counts.</summary>
    public static (string[] Examples, HelpTitles[] Titles) Of(Command command) =>
        command.Name switch
        {
            "bench" => (
                [
                    "serve-multi bench --port 8000 --num-prompts 200 --request-rate 10 --random-input-len 256 --random-output-len 64",
                    "serve-multi bench --base-url http://10.0.0.7:8000 --max-concurrency 32 --save-result --result-filename a.json",
                ],
                Bench
            ),
            "simulate" => (["serve-multi simulate serve my-model --port 8000"], []),
            "merge" => (["serve-multi merge results/whole results/part1 results/part2"], []),
            "pack" => (["serve-multi pack results/20261124_061013 -o baseline.zip"], Figures),
            "compare" => (
                [
                    "serve-multi compare results/before results/after --metric request_throughput --metric p99_e2el_ms",
                    "serve-multi compare results/before results/after -o comparison.html",
                ],
                Comparison
            ),
            "ab" => (
                [
                    "serve-multi ab --serve-cmd \"vllm serve MODEL\" --serve-cmd-b \"vllm serve MODEL --enable-prefix-caching\" --bench-cmd \"vllm bench serve --model MODEL\"",
                ],
                Alternating
            ),
            "plot" => (
                ["serve-multi plot results/first --var-x request_throughput --var-y p99_ttft_ms --sla \"p99_ttft_ms<=200\""],
                Figures
            ),
            "pareto" => (["serve-multi pareto results/first --curve-by max_num_seqs"], Figures),
            "report" => (
                [
                    "serve-multi report results/first",
                    "serve-multi report results/first --baseline max_num_seqs=8",
                    "serve-multi report results/first -o - > report.html",
                ],
                Figures
            ),
            "submit" => (
                [
                    "serve-multi submit -e first --serve-cmd \"vllm serve MODEL\" --bench-cmd \"vllm bench serve --model MODEL\" --serve-params serve.json --sbatch-option=--gres=gpu:8",
                    "serve-multi submit --resume first    (what is missing)",
                ],
                Submission
            ),
            "watch" => (["serve-multi watch first"], Submitted),
            "cancel" => (["serve-multi cancel first"], Submitted),
            _ => (
                [
                    "serve-multi --serve-cmd \"vllm serve MODEL\" --bench-cmd \"vllm bench serve --model MODEL\" --serve-params serve.json",
                    "serve-multi ... --sla-params sla.json    (the largest load within an SLA)",
                    "serve-multi ... --dry-run                (what it would do)",
                ],
                Sweep
            ),
        };
}
