using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes experiments whose cases state their commands.</summary>
internal static class SampleSweep
{
    private const string Launched = """ "serveCommand": ["vllm", "serve", "m", "--api-key", "s3cret"], "endpoint": null """;
    public const string Running = """ "serveCommand": null, "endpoint": "http://u:s3cret@box:8000" """;
    private const string Bench = """["vllm", "bench", "serve", "--model", "m"]""";

    public static void Write(ResultFolder folder, params (string Config, double[] Throughputs)[] servers)
    {
        WriteCases(folder, [.. servers.Select(server => (server.Config, Launched))]);
        foreach (var (config, throughputs) in servers)
        {
            foreach (var (throughput, run) in throughputs.Select((throughput, run) => (throughput, run)))
            {
                folder.Write(
                    $"SERVE-{config}-BENCH/run={run}.json",
                    FormattableString.Invariant(
                        $$"""{"request_throughput": {{throughput:R}}, "completed": 5, "failed": 0, "run_number": {{run}}, "config": "{{config}}"}"""
                    )
                );
            }
        }
    }

    public static void WriteSearch(ResultFolder folder, params (string Config, double Load, string Interval, int? More)[] servers)
    {
        Write(folder, [.. servers.Select(server => (server.Config, new[] { server.Load }))]);
        foreach (var (config, load, interval, more) in servers)
        {
            folder.Write(
                $"SERVE-{config}-BENCH/SLA-x.json",
                SampleExperiment
                    .Answer.Replace(
                        "\"load\": 20.5, \"atLeast\": 19.25, \"interval\": [20, null]",
                        FormattableString.Invariant(
                            $"\"load\": {load}, \"atLeast\": {load - 1}, \"interval\": {interval}, \"moreRunsNeeded\": {more?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}"
                        ),
                        StringComparison.Ordinal
                    )
                    .Replace("\"passing\": 20.5", FormattableString.Invariant($"\"passing\": {load}"), StringComparison.Ordinal)
            );
        }
    }

    public static void WriteCases(ResultFolder folder, params (string Config, string Server)[] cases)
    {
        (string Folder, string Key, string Text)[] written =
        [
            .. cases.Select(one =>
            {
                var measured = new BenchmarkCase
                {
                    ServeCommand = one.Server == Launched ? CommandLine.Parse("vllm serve m --api-key s3cret") : null,
                    Endpoint = one.Server == Launched ? null : new Uri("http://u:s3cret@box:8000"),
                    BenchCommand = CommandLine.Parse("vllm bench serve --model m"),
                    ServeParameters = new() { { "config", one.Config } },
                    BenchParameters = new() { { "random_input_len", 64 } },
                };
                return (
                    $"SERVE-{one.Config}-BENCH",
                    measured.Key,
                    $$"""{"key": "{{measured.Key}}", {{one.Server}}, "benchCommand": {{Bench}}, "serveParameters": {"config": "{{one.Config}}"}, "benchParameters": {"random_input_len": 64} }"""
                );
            }),
        ];
        var listed = string.Join(", ", written.Select(one => $$"""{"key": "{{one.Key}}", "folder": "{{one.Folder}}", "rank": 0}"""));
        folder.Write(
            "experiment.json",
            $$"""
            {"formatVersion": 1, "toolVersion": "1.2.3", "host": "box", "startedAt": "2026-11-24T06:10:13+01:00", "endedAt": null, "runsPerCase": 3,
             "definition": {}, "environment": {"key": "", "hashes": {} }, "cases": [{{listed}}]}
            """
        );
        foreach (var (name, _, text) in written)
        {
            folder.Write($"{name}/case.json", text);
        }
    }
}
