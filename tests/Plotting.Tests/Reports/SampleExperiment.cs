using System.Globalization;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes folders of results as a sweep leaves them.</summary>
internal static class SampleExperiment
{
    public const string Answer = """
        {"formatVersion": 1, "variable": "request_rate", "sla": {"name": null, "criteria": ["p99_e2el_ms<=300"]}, "outcome": "Bounded", "load": 20.5, "atLeast": 19.25, "interval": [20, null],
         "binding": "p99_e2el_ms<=300", "passing": 20.5, "failing": 22, "nonMonotone": false, "promptsNeeded": null, "problem": null, "runs": 2, "storedRuns": 1,
         "probes": [{"load": 20.5, "verdict": "Met", "binding": null, "runs": [{"run": 0, "prompts": 100, "counts": true, "throughput": 20.25, "checks": [{"criterion": "p99_e2el_ms<=300", "value": 250, "met": true}]}]},
                    {"load": 22, "verdict": "Missed", "binding": "p99_e2el_ms<=300", "runs": [{"run": 0, "prompts": 100, "counts": true, "throughput": null, "checks": [{"criterion": "p99_e2el_ms<=300", "value": null, "met": false}]}]}]}
        """;

    /// <summary>Writes an experiment of two configurations and three rates, with two runs a case.</summary>
    public static ResultFolder Write(ResultFolder folder, string configuration = "fast")
    {
        WriteDefinition(
            folder,
            """{"serveCommand": ["vllm", "serve", "m", "--api-key", "s3cret"], "benchCommand": ["vllm", "bench", "serve"]}""",
            [
                .. from server in new[] { "a", "b" } from rate in Enumerable.Range(1, 4) select $"SERVE-{server}-BENCH-{rate}",
                "SERVE-c-BENCH",
                "SERVE-d-BENCH",
            ]
        );
        foreach (var (name, speed) in new[] { ("slow", 1.0), (configuration, 2.0) })
        {
            for (var rate = 1; rate <= 3; rate++)
            {
                for (var run = 0; run < 2; run++)
                {
                    var (throughput, latency) = (speed * rate * (1 + (0.01 * run)), 100 * rate / speed);
                    folder.Write(
                        $"SERVE-{(name == "slow" ? "a" : "b")}-BENCH-{rate}/run={run}.json",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $$"""
                            {"request_throughput": {{throughput}}, "output_throughput": {{throughput * 10}}, "p99_ttft_ms": {{latency
                                / 5}}, "p99_e2el_ms": {{latency + run}}, "completed": 10, "failed": 0, "max_concurrent_requests": {{rate
                                * 2}}, "run_number": {{run}}, "config": {{System.Text.Json.JsonSerializer.Serialize(
                                name
                            )}}, "request_rate": {{rate}}}
                            """
                        )
                    );
                }
            }
        }

        return folder;
    }

    /// <summary>Writes what an experiment says of itself: its definition, and the folders of its cases in the order of the plan.</summary>
    public static void WriteDefinition(ResultFolder folder, string definition, params string[] cases)
    {
        var listed = string.Join(", ", cases.Select(name => $$"""{"key": "{{name}}", "folder": "{{name}}", "rank": 0}"""));
        folder.Write(
            "experiment.json",
            $$"""
            {"formatVersion": 1, "toolVersion": "1.2.3", "host": "box", "startedAt": "2026-11-24T06:10:13+01:00", "endedAt": null, "runsPerCase": 2, "definition": {{definition}},
             "environment": {"key": "", "hashes": {} }, "cases": [{{listed}}]}
            """
        );
    }
}
