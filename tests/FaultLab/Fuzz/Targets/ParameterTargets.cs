using System.Text.Json;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>Parameter files, links, and what the load generator reads from parameters.</summary>
internal static class ParameterTargets
{
    private static readonly string[] Words =
    [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"a_b\"",
        "\"a-b\"",
        "\"a.b\"",
        "\"_benchmark_name\"",
        "\"n\"",
        "1",
        "1.0",
        "-0",
        "0.7",
        "1e16",
        "1e-5",
        "1E400",
        "true",
        "false",
        "null",
        "NaN",
        "Infinity",
        "-Infinity",
        "\"NaN\"",
        "\"\\u004EaN\"",
        "\\ud800",
        "\\udc00",
        "\\u0000",
        "\\\"",
        "\\\\",
        "\\x",
        "\uFEFF",
        "//",
        "/*",
        "\n",
    ];

    private static readonly LargeInput[] Shapes =
    [
        new("items", "[", "{\"a\": {n}},", "{\"a\": 1}]"),
        new("keys", "[{", "\"k{n}\": {n},", "\"z\": 1}]"),
        new("duplicates", "[{", "\"k\": {n},", "\"z\": 1}]"),
        new("named", "{", "\"n{n}\": {\"a\": 1},", "\"z\": {}}"),
        new("same names", "{", "\"n\": {\"a\": 1},", "\"z\": {}}"),
        new("names", "[", "{\"_benchmark_name\": \"x\"},", "{}]"),
        new("bad keys", "[{", "\"k {n}\": {n},", "\"z\": 1}]"),
        new("nested", "[{\"a\": ", "[", "]"),
        new("objects", "[{\"a\": ", "{\"b\": ", "}"),
        new("list", "[{\"a\": [", "NaN,", "1]}]"),
        new("text", "[{\"a\": \"", "x", "\"}]"),
        new("key", "[{\"", "x", "\": 1}]"),
        new("escapes", "[{\"a\": \"", "\\n", "\"}]"),
        new("digits", "[{\"a\": ", "9", "}]"),
        new("spaces", "", " ", "[]"),
        new("open", "", "[{\"a\":"),
        new("inner keys", "[{\"a\": {", "\"k{n}\": {n},", "\"z\": 1}}]"),
        new("inner duplicates", "[{\"a\": {", "\"k\": {n},", "\"z\": 1}}]"),
        new("keys of one hash", "[{\"a\": {", "\"{collision}\": 1,", "\"z\": 1}}]"),
        new("numbers", "[", "1,", "1]"),
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("parameters", input => Parse(() => ParameterSweep.Parse(FuzzText.FromBytes(input), "x")))
        {
            Seeds =
            [
                "[{\"a\": 1, \"b_c\": [1, {\"d\": null}]}, {\"_benchmark_name\": \"n\", \"a.b\": true}]",
                "{\"n\": {\"a\": NaN, \"b\": -Infinity}, \"m\": {\"a\": \"x\"}}",
                "[]",
            ],
            Words = Words,
            Large = Shapes,
            QuickInputs = 4_000,
        },
        new("parameter-bytes", input => Parse(() => new ParameterSweep(ParameterFile.Read(input, "x"))))
        {
            Seeds = ["\uFEFF[{\"a\": \"é😀\"}]", "{\"n\": {\"a\": 1e5}}"],
            Words = Words,
            QuickInputs = 3_000,
        },
        new("links", input => Laws.RefusesOrReads(() => $"{Math.Min(20, ParameterLink.ParseList(FuzzText.FromBytes(input)).Count)} links"))
        {
            Seeds = ["max_num_seqs=max_concurrency,a=b", ""],
            Words = ["=", ",", "a", "a=b"],
            Large = [new("links", "", "a=b,"), new("equals", "a", "="), new("commas", "", ",")],
            QuickInputs = 1_500,
        },
        new("load-settings", input => ReadSettings(FuzzText.FromBytes(input)))
        {
            Seeds =
            [
                "num_prompts=5\nrequest_rate=inf\nbackend=openai-chat",
                "header={\"a\": 1}\ngoodput=ttft:100 tpot:5\nmetric_percentiles=50,99.9",
                "host=::1\nport=80\nramp_up_strategy=linear\nramp_up_start_rps=1\nramp_up_end_rps=2",
            ],
            Words =
            [
                "\n",
                "=",
                "host",
                "port",
                "base_url=",
                "endpoint=/",
                "endpoint-type=",
                "http://",
                "time_limit=",
                "request_rate=",
                "burstiness=",
                "max_concurrency=",
                "random_range_ratio=",
                "seed=",
                "ignore_eos=",
                "temperature=",
                "top_k=",
                "extra_body=",
                "header=",
                "metadata=",
                "request_timeout=",
                "goodput=",
                "ttft:",
                "percentile_metrics=",
                "metric_percentiles=",
                "ramp_up_strategy=",
                "ramp_up_start_rps=",
                "ramp_up_end_rps=",
                "{\"a\": \"\\ud800\"}",
                "{\"\\udc00\": 1}",
                "[1, \"\\ud800\"]",
                "[]",
                "dataset_name=",
                "4000001",
                "1e300",
            ],
            Large =
            [
                new("goodput", "goodput=", "ttft:1 "),
                new("percentiles", "metric_percentiles=", "99,"),
                new("metadata", "metadata={", "\"k{n}\": 1,", "\"z\": 1}"),
                new("body", "extra_body={\"a\": ", "[", "]"),
                new("host", "host=", "a.", "\nport=1"),
            ],
            QuickInputs = 3_000,
        },
    ];

    private static string Parse(Func<ParameterSweep> parse) =>
        Laws.RefusesOrReads(() =>
        {
            var sweep = parse();
            foreach (var set in sweep.Take(50))
            {
                foreach (var (key, value) in set.Take(50))
                {
                    using var json = JsonDocument.Parse(value.ToJson());
                    Laws.Same(value, ParameterValue.FromJson(json.RootElement), $"The value of {key} reads back from its JSON");
                }

                using var canonical = JsonDocument.Parse(set.CanonicalUtf8);
                _ = new CommandLine("x").With(set).ToString();
            }

            return $"{Math.Min(9, sweep.Count)} sets {(sweep.Count > 0 ? Math.Min(9, sweep[0].Count) : 0)} {(sweep.Count > 0 && sweep[0].Count > 0 ? sweep[0][0].Value.Kind : null)}";
        });

    private static string ReadSettings(string text) =>
        Laws.RefusesOrReads(() =>
        {
            var pairs = text.Split('\n')
                .Select(line => line.Split('=', 2))
                .Where(pair => pair.Length == 2)
                .DistinctBy(pair => OptionKey.Normalize(pair[0]));
            var parameters = new ParameterSet(pairs.Select(pair => KeyValuePair.Create(pair[0], (ParameterValue)pair[1])));
            List<string> problems = [];
            _ = OptionParameters.Overlay(new(), parameters, problems);
            problems.ForEach(Laws.IsLine);
            return $"{Math.Min(9, parameters.Count)} {Math.Min(9, problems.Count)}";
        });
}
