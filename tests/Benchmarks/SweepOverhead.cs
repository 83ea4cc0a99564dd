using System.Diagnostics;
using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Benchmarks;

/// <summary>A sweep of 200 runs whose benchmark only writes its result costs at most 5 ms a run more than starting those processes
/// alone.</summary>
internal static class SweepOverhead
{
    private const int Rounds = 7;
    private const int Cases = 20;
    private const int RunsPerCase = 10;
    private const int Runs = Cases * RunsPerCase;

    // The shell gets: --load N --save-result --result-dir FOLDER --result-filename NAME.
    private const string Script =
        """printf '{"completed": 100, "failed": 0, "request_throughput": 12.5, "p99_e2el_ms": 431.25}' > "$5/$7" """;

    public static async Task MeasureAsync(SpeedTable table)
    {
        await StartAloneAsync();
        await SweepAsync(isDurable: true);
        var alone = new List<double>();
        var sweep = new List<double>();
        var volatileSweep = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await StartAloneAsync());
            sweep.Add(await SweepAsync(isDurable: true));
            volatileSweep.Add(await SweepAsync(isDurable: false));
        }

        table.Add("200 processes alone, each", alone, "ms");
        table.Add("sweep of 200 runs, each", sweep, "ms", baseline: alone);
        table.Add("sweep without durable writes, each", volatileSweep, "ms", baseline: alone);
        table.Add("a run of a sweep costs more than its process", [.. sweep.Zip(alone, (with, without) => with - without)], "ms", limit: 5);
    }

    private static async Task<double> StartAloneAsync()
    {
        using var folder = new ScratchFolder();
        var start = Stopwatch.GetTimestamp();
        for (var run = 0; run < Runs; run++)
        {
            string[] arguments =
            [
                "-c",
                Script,
                "sh",
                "--load",
                (run / RunsPerCase).ToString(CultureInfo.InvariantCulture),
                "--save-result",
                "--result-dir",
                folder.Path,
                "--result-filename",
                $"run={run}.json",
            ];
            using var process = Process.Start("sh", arguments);
            await process.WaitForExitAsync();
        }

        var time = Stopwatch.GetElapsedTime(start);
        return Directory.GetFiles(folder.Path).Length == Runs
            ? time.TotalMilliseconds / Runs
            : throw new InvalidOperationException("A process wrote no result.");
    }

    private static async Task<double> SweepAsync(bool isDurable)
    {
        using var folder = new ScratchFolder();
        var plan = SweepPlanner.Plan(
            new SweepDefinition
            {
                BenchCommand = new CommandLine("sh", "-c", Script, "sh"),
                BenchParameters = ParameterSweep.Grid(("load", [.. Enumerable.Range(0, Cases).Select(load => (ParameterValue)(long)load)])),
                RunsPerCase = RunsPerCase,
            }
        );
        var launcher = new DelegateServerLauncher((spec, _) => Task.FromResult<IRunningServer>(new DelegateServer(spec)));
        var start = Stopwatch.GetTimestamp();
        var store = new FileResultStore(folder.Path, "speed", new FileResultStoreOptions { IsDurable = isDurable });
        var report = await new SweepRunner(launcher, new CommandBenchmarkRunner(), new NoCacheReset(), store).RunAsync(plan);
        if (report.ExecutedRuns != Runs)
        {
            throw new InvalidOperationException(
                $"{report.ExecutedRuns} of {Runs} runs have a result: {string.Join(" ", report.Failures.Select(failure => failure.Failure.Message))}"
            );
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / Runs;
    }
}
