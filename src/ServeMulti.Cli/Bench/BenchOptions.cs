using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using ServeMulti.Cli.Display;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Bench;

/// <summary>The options of <c>serve-multi bench</c> that are settings of the load generator, with the names of <c>vllm bench
/// serve</c>.</summary>
internal static class BenchOptions
{
    private static readonly (string Name, string Help)[] Values =
    [
        ("backend", "openai (default) or vllm: /v1/completions; openai-chat: /v1/chat/completions; openai-embeddings: /v1/embeddings"),
        ("endpoint-type", "same as --backend"),
        (
            "base-url",
            "address of the server, such as http://127.0.0.1:8000 (in a sweep, the address of its server, from SERVEMULTI_ENDPOINT)"
        ),
        ("host", "host of the server (127.0.0.1)"),
        ("port", "port of the server (8000)"),
        ("endpoint", "path of the requests (depends on the backend)"),
        ("model", "model in the requests (the first of /v1/models)"),
        ("served-model-name", "same as --model"),
        ("tokenizer", "stored in the result; the server counts the tokens"),
        ("tokenizer-mode", "no effect: no tokenizer is loaded"),
        ("dataset-name", "random (default), prefix_repetition, custom or sharegpt"),
        ("dataset-path", "file of custom (JSON lines with a 'prompt') and sharegpt"),
        ("num-prompts", "number of requests (1000)"),
        ("time-limit", "send requests for so many seconds, instead of a number of requests"),
        ("request-rate", "requests per second; inf (default): all at once"),
        ("burstiness", "shape of the gaps: 1 (default) is a Poisson process, inf a constant gap"),
        ("max-concurrency", "most requests in flight (no limit)"),
        ("ramp-up-strategy", "linear or exponential: the rate changes from --ramp-up-start-rps to --ramp-up-end-rps"),
        ("ramp-up-start-rps", "rate at the first request"),
        ("ramp-up-end-rps", "rate at the last request"),
        ("random-input-len", "tokens of a prompt (1024)"),
        ("random-output-len", "tokens of an answer (128)"),
        ("random-range-ratio", "largest relative deviation of lengths from their mean, from 0 (default) to below 1"),
        ("random-prefix-len", "additional tokens at the beginning that all prompts share (0)"),
        ("prefix-repetition-prefix-len", "tokens of a prefix (256)"),
        ("prefix-repetition-suffix-len", "tokens after the prefix (256)"),
        ("prefix-repetition-num-prefixes", "number of prefixes (10)"),
        ("prefix-repetition-output-len", "tokens of an answer (128)"),
        ("custom-output-len", "tokens of an answer to a prompt of a file (as in the file, else 256)"),
        ("sharegpt-output-len", "same as --custom-output-len"),
        ("input-len", "same as --random-input-len"),
        ("output-len", "tokens of an answer, for every data set"),
        ("prompt-form", "how random prompts are sent: ids (token numbers), words, or auto (default): ids if the server accepts them"),
        ("seed", "seed of prompts and gaps (random, so that every run sends other prompts)"),
        ("temperature", "0 (default): always the most likely token"),
        ("top-p", "sample from the most likely tokens with this total probability"),
        ("top-k", "sample from this number of most likely tokens"),
        ("min-p", "smallest probability of a token, as a share of that of the most likely one"),
        ("frequency-penalty", "penalty that grows with the number of uses of a token"),
        ("presence-penalty", "penalty for a token that was used before"),
        ("repetition-penalty", "penalty for repetition"),
        ("extra-body", "JSON object whose fields are added to each request"),
        ("api-key-env", "environment variable with the API key (OPENAI_API_KEY)"),
        ("transport", "sockets, httpclient, or auto (default): sockets if they can reach the server"),
        ("request-timeout", "timeout of one request, in seconds (3600)"),
        ("num-warmups", "requests before the measurement (0)"),
        (
            "ready-check-timeout-sec",
            "before the measurement, retry for so many seconds until one request is answered; 0 (default): no check"
        ),
        ("percentile-metrics", "latencies in the result, separated by commas (ttft,tpot,itl,e2el)"),
        ("metric-percentiles", "percentiles in the result in addition to the 99th, separated by commas"),
        ("label", "stored in the result"),
    ];

    private static readonly (string Name, string Help)[] Switches =
    [
        ("ignore-eos", "continue after the model ends its answer (on)"),
        ("stream", "stream answers (on)"),
        ("save-detailed", "also store times, lengths and texts of every request"),
        ("profile", "run the server's profiler during the measurement (POST /start_profile and /stop_profile)"),
        ("insecure", "accept any certificate"),
        ("trust-remote-code", "no effect: no code is loaded"),
    ];

    private static readonly (string Name, string Help)[] Lists =
    [
        ("goodput", "limits of a good request in milliseconds, such as ttft:100 tpot:50 e2el:2000"),
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
            .. Lists
                .Concat(Pairs)
                .Select(entry =>
                    Spelled(new Option<string[]>("--" + entry.Name) { Description = entry.Help, AllowMultipleArgumentsPerToken = true })
                ),
        ];

    /// <summary>Returns the given options as parameters of the load generator.</summary>
    /// <exception cref="InvalidInputException">A pair is not of the form NAME=VALUE.</exception>
    public static ParameterSet ToParameters(ParseResult parsed) =>
        new([
            .. Values
                .Where(entry => IsGiven(parsed, entry.Name))
                .Select(entry => KeyValuePair.Create(entry.Name, (ParameterValue)parsed.GetValue<string>("--" + entry.Name)!)),
            .. Switches.SelectMany(entry => ReadSwitch(parsed, entry.Name)),
            .. Lists
                .Where(entry => IsGiven(parsed, entry.Name))
                .Select(entry =>
                    KeyValuePair.Create(entry.Name, (ParameterValue)string.Join(' ', parsed.GetValue<string[]>("--" + entry.Name)!))
                ),
            .. Pairs
                .Where(entry => IsGiven(parsed, entry.Name))
                .Select(entry => KeyValuePair.Create(entry.Name, ToObject(entry.Name, parsed.GetValue<string[]>("--" + entry.Name)!))),
        ]);

    public static bool IsGiven(ParseResult parsed, string name) => parsed.GetResult("--" + name) is OptionResult { Implicit: false };

    /// <summary>Adds the spelling with underscores, as in the original's command line.</summary>
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
        [Spelled(new Option<bool>("--" + name) { Description = help }), Spelled(new Option<bool>("--no-" + name) { Hidden = true })];

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
