using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Vectors;

namespace ServeMulti.Sla;

public sealed class BisectionTests
{
    private const double BaseMilliseconds = 50;

    public static IEnumerable<TestCaseData> Traces() => GoldenRows.Cases("bisection_traces.json");

    [TestCaseSource(nameof(Traces))]
    public async Task SearchAsync_Trace_RunsTheSameLoadsToTheSameAnswer(JsonElement row)
    {
        var variable = LoadVariable.Parse(row.GetProperty("var").GetString()!);
        var runsPerLoad = row.GetProperty("num_runs").GetInt32();
        var loads = new List<double>();
        var searcher = new SlaSearcher(
            variable,
            (run, _) =>
            {
                loads.Add(run.Load);
                return Task.FromResult(BenchmarkResult.Success(Measure(row, run)));
            },
            new()
            {
                Method = SlaSearchMethod.Bisection,
                RunsPerLoad = runsPerLoad,
                MaxLoad = row.GetProperty("inf").GetDouble(),
                FixedPrompts = true,
                BasePrompts = 100,
                Rules = new() { SustainedShare = 0 },
            }
        );

        var result = await searcher.SearchAsync(ServiceLevel.ParseList($"[{row.GetProperty("sla").GetRawText()}]", "row").Single());

        var expected = row.GetProperty("expected");
        double[] expectedLoads =
        [
            .. expected.GetProperty("loads").EnumerateArray().SelectMany(l => Enumerable.Repeat(l.GetDouble(), runsPerLoad)),
        ];
        double? expectedLoad =
            expected.GetProperty("load").ValueKind == JsonValueKind.Null ? null : expected.GetProperty("load").GetDouble();
        Assert.Multiple(() =>
        {
            Assert.That(loads, Is.EqualTo(expectedLoads));
            Assert.That((result.Outcome.ToString(), result.Load), Is.EqualTo((expected.GetProperty("outcome").GetString(), expectedLoad)));
        });
    }

    private static ResultDocument Measure(JsonElement row, SlaRunRequest run)
    {
        var capacity = row.GetProperty("cap").GetDouble();
        var latency = Latency(row.GetProperty("curve").GetString()!, run.Load, capacity);
        return SlaDocuments.Of(
            ("completed", 100),
            ("request_throughput", Math.Min(run.Load, capacity) * row.GetProperty("throughput_scale").GetDouble()),
            ("mean_e2el_ms", latency),
            ("p99_e2el_ms", latency * (1 + (0.01 * run.RunNumber))),
            ("p99_ttft_ms", latency / 4)
        );
    }

    private static double Latency(string curve, double x, double capacity) =>
        BaseMilliseconds
        * (
            curve switch
            {
                "knee" => x <= capacity ? 1 : x / capacity * (x / capacity),
                "linear" => 1 + (x / capacity),
                "mm1" => x < capacity ? 1 / (1 - (x / capacity)) : 1000,
                "flat" => 1,
                "step" => x <= capacity ? 1 : 100,
                "dip" => x <= capacity || (x > 1.3 * capacity && x < 1.6 * capacity) ? 1 : 100,
                "low_bad" => x < capacity / 2 ? 100 : 1,
                _ => throw new ArgumentOutOfRangeException(nameof(curve), curve, "There is no such curve."),
            }
        );
}
