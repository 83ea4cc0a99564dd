using System.Diagnostics;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Benchmarks;

/// <summary>Planning 100,000 cases takes less than 1 s and 200 MB.</summary>
internal static class Planning
{
    public const string Name = "planning";
    private const int Rounds = 5;
    private const int Servers = 100;
    private const int Cases = 100_000;
    private const double Megabyte = 1 << 20;

    public static async Task MeasureAsync(SpeedTable table)
    {
        var rounds = new List<double[]>();
        for (var round = 0; round < Rounds; round++)
        {
            rounds.Add(await ChildMeasurement.MeasureAsync(Name));
        }

        table.Add("plan 100,000 cases: time", [.. rounds.Select(values => values[0])], "ms", limit: 1000);
        table.Add("plan 100,000 cases: peak of memory", [.. rounds.Select(values => values[1])], "MB", limit: 200);
        table.Add("plan 100,000 cases: size of the plan", [.. rounds.Select(values => values[2])], "MB");
    }

    public static double[] MeasureHere()
    {
        using var process = Process.GetCurrentProcess();
        var workingSet = process.WorkingSet64;
        var start = Stopwatch.GetTimestamp();
        var plan = SweepPlanner.Plan(Define());
        var time = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        var peak = process.PeakWorkingSet64 - workingSet;
        var size = GC.GetTotalMemory(forceFullCollection: true);
        if (plan.Servers.Sum(server => server.Cases.Count) != Cases)
        {
            throw new InvalidOperationException("The plan is not the one that was asked for.");
        }

        return [time.TotalMilliseconds, peak / Megabyte, size / Megabyte];
    }

    private static SweepDefinition Define() =>
        new()
        {
            ServeCommand = CommandLine.Parse("vllm serve my-model --port 8000"),
            BenchCommand = CommandLine.Parse("vllm bench serve --model my-model --dataset-name random"),
            ServeParameters = ParameterSweep.Grid(
                ("max_num_seqs", Numbers(Servers / 4)),
                ("max_num_batched_tokens", [2048, 8192]),
                ("enable_prefix_caching", [true, false])
            ),
            BenchParameters = ParameterSweep.Grid(
                ("random_input_len", Numbers(10)),
                ("random_output_len", Numbers(10)),
                ("request_rate", Numbers(Cases / Servers / 100))
            ),
        };

    private static ParameterValue[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(number => (ParameterValue)(long)number)];
}
