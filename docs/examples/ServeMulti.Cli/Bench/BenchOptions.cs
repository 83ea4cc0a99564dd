using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using ServeMulti.Cli.Display;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Bench;

/// <summary>The options of <c>serve-multi bench</c> that are settings of the load generator, under the names of <c>vllm bench serve</c>.</summary>
internal static class BenchOptions
{
    private static readonly (string Name, string Help)[] Values =
    [
        ("backend", "openai (default) or vllm: /v1/completions; openai-chat: /v1/chat/completions; openai-embeddings: /v1/embeddings"),
        ("endpoint-type", "the same as --backend"),
        ("base-url", "address of the server, such as http://127.0.0.1:8000 (that of the sweep's server, in SERVEMULTI_ENDPOINT)"),
        ("host", "host of the server (127.0.0.1)"),
        ("port", "port of the server (8000)"),
        ("endpoint", "path of the requests (that of the backend)"),
        ("model", "model to ask for (the first of /v1/models)"),
        ("served-model-name", "the same as --model"),
        ("tokenizer", "told in the result; tokens are counted by the server"),
        ("tokenizer-mode", "without effect: no tokenizer is loaded"),
        ("dataset-name", "random (default), prefix_repetition, custom or sharegpt"),
        ("dataset-path", "file of custom (JSON lines with a 'prompt') and sharegpt"),
        ("num-prompts", "number of requests (1000)"),
        ("time-limit", "seconds for which requests are sent, in place of their number"),
        ("request-rate", "requests per second; inf (default): all at once"),
        ("burstiness", "shape of the gaps: 1 (default) is a Poisson process, inf a constant gap"),
        ("max-concurrency", "how many requests may be in flight at once (any number)"),
        ("ramp-up-strategy", "linear or exponential: the rate moves from --ramp-up-start-rps to --ramp-up-end-rps"),
        ("ramp-up-start-rps", "rate of the first request"),
        ("ramp-up-end-rps", "rate of the last request"),
        ("random-input-len", "tokens of a prompt (1024)"),
        ("random-output-len", "tokens of an answer (128)"),
        ("random-range-ratio", "how far lengths lie from their mean, from 0 (default) to below 1"),
        ("random-prefix-len", "tokens that all prompts share at their beginning (0)"),
        ("prefix-repetition-prefix-len", "tokens of a prefix (256)"),
        ("prefix-repetition-suffix-len", "tokens behind it (256)"),
        ("prefix-repetition-num-prefixes", "number of prefixes (10)"),
        ("prefix-repetition-output-len", "tokens of an answer (128)"),
        ("custom-output-len", "tokens of an answer to a prompt of a file (what the file says, else 256)"),
        ("sharegpt-output-len", "the same as --custom-output-len"),
        ("input-len", "the same as --random-input-len"),
        ("output-len", "tokens of an answer, whatever the data set"),
        ("prompt-form", "how drawn prompts are sent: ids (numbers of tokens), words, or auto (default): ids where the server takes them"),
        ("seed", "where the draws begin; by default every run draws other prompts"),
        ("temperature", "0 (default): always the likeliest token"),
        ("top-p", "share of the likeliest tokens to pick from"),
        ("top-k", "number of the likeliest tokens to pick from"),
        ("min-p", "smallest probability of a token, as a share of the likeliest one's"),
        ("frequency-penalty", "penalty for how often a token was used"),
        ("presence-penalty", "penalty for a token that was used at all"),
        ("repetition-penalty", "penalty for repetition"),
        ("extra-body", "JSON object whose fields are added to each request"),
        ("api-key-env", "environment variable that holds the API key (OPENAI_API_KEY)"),
        ("request-timeout", "seconds that one request may take (3600)"),
        ("num-warmups", "requests before the measurement (0)"),
        ("ready-check-timeout-sec", "seconds to try to have one request answered before the measurement; 0 (default): not at all"),
        ("percentile-metrics", "latencies in the result, divided by commas (ttft,tpot,itl,e2el)"),
        ("metric-percentiles", "percentiles in the result besides the 99th, divided by commas"),
        ("label", "told in the result"),
    ];

    private static readonly (string Name, string Help)[] Switches =
    [
        ("ignore-eos", "generate on after the model ends its answer (on)"),
        ("stream", "have answers streamed (on)"),
        ("save-detailed", "keep the times, lengths and texts of every request in the result"),
        ("profile", "have the server's profiler on during the measurement (POST /start_profile and /stop_profile)"),
        ("insecure", "accept any certificate"),
        ("trust-remote-code", "without effect: no code is loaded"),
    ];

    private static readonly (string Name, string Help)[] Lists =
    [
        ("goodput", "what a good request is, in milliseconds: ttft:100 tpot:50 e2el:2000"),
    ];

    private static readonly (string Name, string Help)[] Pairs =
    [
        ("header", "NAME=VALUE: headers of each request"),
        ("metadata", "NAME=VALUE: fields that are added to the result"),
    ];

    public static IEnumerable<Option> CreateAll() =>
    [
        .. Values.Select(entry => Spelled(new Option<string>("--" + entry.Name) { Description = entry.Help })),
        .. Switches.SelectMany(entry => Switch(entry.Name, entry.Help)),
        .. Lists.Concat(Pairs).Select(entry => Spelled(new Option<string[]>("--" + entry.Name) { Description = entry.Help, AllowMultipleArgumentsPerToken = true })),
    ];

    /// <summary>Returns what was given, as parameters of the load generator.</summary>
    /// <exception cref="InvalidInputException">A pair has no name.</exception>
    public static ParameterSet ToParameters(ParseResult parsed) => new(
    [
        .. Values.Where(entry => IsGiven(parsed, entry.Name)).Select(entry => KeyValuePair.Create(entry.Name, (ParameterValue)parsed.GetValue<string>("--" + entry.Name)!)),
        .. Switches.SelectMany(entry => ReadSwitch(parsed, entry.Name)),
        .. Lists.Where(entry => IsGiven(parsed, entry.Name)).Select(entry => KeyValuePair.Create(entry.Name, (ParameterValue)string.Join(' ', parsed.GetValue<string[]>("--" + entry.Name)!))),
        .. Pairs.Where(entry => IsGiven(parsed, entry.Name)).Select(entry => KeyValuePair.Create(entry.Name, ToObject(entry.Name, parsed.GetValue<string[]>("--" + entry.Name)!))),
    ]);

    public static bool IsGiven(ParseResult parsed, string name) => parsed.GetResult("--" + name) is OptionResult { Implicit: false };

    /// <summary>Adds the spelling with underscores, which the original's command line has too.</summary>
    public static T Spelled<T>(T option)
        where T : Option
    {
        option.HelpName = option is Option<bool> ? null : "X";
        var underscored = "--" + option.Name[2..].Replace('-', '_');
        if (underscored != option.Name)
        {
            option.Aliases.Add(underscored);
        }

        return option;
    }

    private static IEnumerable<Option> Switch(string name, string help) =>
    [
        Spelled(new Option<bool>("--" + name) { Description = help }),
        Spelled(new Option<bool>("--no-" + name) { Hidden = true }),
    ];

    private static IEnumerable<KeyValuePair<string, ParameterValue>> ReadSwitch(ParseResult parsed, string name)
    {
        if (IsGiven(parsed, "no-" + name))
        {
            yield return new(name, !parsed.GetValue<bool>("--no-" + name));
        }
        else if (IsGiven(parsed, name))
        {
            yield return new(name, parsed.GetValue<bool>("--" + name));
        }
    }

    private static ParameterValue ToObject(string name, string[] pairs)
    {
        var fields = new System.Text.Json.Nodes.JsonObject();
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new InvalidInputException($"{name}: '{ShortText.Printable(pair)}' is not of the form NAME=VALUE.");
            }

            fields[pair[..equals]] = pair[(equals + 1)..];
        }

        using var document = JsonDocument.Parse(fields.ToJsonString());
        return ParameterValue.FromJson(document.RootElement);
    }
}
