using System.Diagnostics;
using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Benchmarks;

/// <summary>What a host does with a large experiment, each in a process of its own: prints times in ms, the last number is the peak of
/// memory in MB.</summary>
internal static class ScaleSteps
{
    public const string Name = "scale";

    private const double Megabyte = 1 << 20;

    public static async Task<double[]> MeasureHereAsync(string[] arguments)
    {
        var tree = new ScaleTree(arguments[1], Number(arguments[2]));
        var values = arguments[0] switch
        {
            "sweep" => await SweepAsync(tree, Number(arguments[3])),
            "resume" => await ResumeAsync(tree),
            "more" => await RunOneMoreAsync(tree, Number(arguments[3])),
            "table" => await ReadTableAsync(tree, arguments[3]),
            "store" => await ReadStoreAsync(tree, arguments[3]),
            _ => throw new ArgumentException($"No step is called '{arguments[0]}'.", nameof(arguments)),
        };
        using var process = Process.GetCurrentProcess();
        return [.. values, process.PeakWorkingSet64 / Megabyte];
    }

    /// <summary>Runs the whole sweep: ms, bytes written.</summary>
    private static async Task<double[]> SweepAsync(ScaleTree tree, int requests)
    {
        var start = Stopwatch.GetTimestamp();
        await tree.MakeAsync(requests);
        return [Elapsed(start), BytesWritten()];
    }

    /// <summary>Gets ready to continue: planning, inspecting, beginning.</summary>
    private static async Task<double[]> ResumeAsync(ScaleTree tree)
    {
        var (times, _, session) = await OpenAsync(tree);
        await session.DisposeAsync();
        return times;
    }

    /// <summary>Continues with one case and ends: planning, inspecting, beginning; the runs; ending with the table renewed; bytes
    /// written.</summary>
    private static async Task<double[]> RunOneMoreAsync(ScaleTree tree, int seed)
    {
        var (times, report, opened) = await OpenAsync(tree);
        await using var session = opened;
        var next = report.Servers.SelectMany(server => server.Cases).First(work => !work.IsDone).Planned.Case;
        var random = new Random(seed);
        var start = Stopwatch.GetTimestamp();
        for (var run = 0; run < ScaleTree.RunsPerCase; run++)
        {
            await session.SaveRunAsync(new RunRecord(next, run, ScaleTree.Result(random, run, requests: 0)));
        }

        await session.CompleteCaseAsync(next, ScaleTree.RunsPerCase);
        var runs = Elapsed(start);
        start = Stopwatch.GetTimestamp();
        await session.CompleteAsync();
        return [.. times, runs, Elapsed(start), BytesWritten()];
    }

    /// <summary>Reads the table of a folder, and writes it: ms for each.</summary>
    private static async Task<double[]> ReadTableAsync(ScaleTree tree, string csv)
    {
        var start = Stopwatch.GetTimestamp();
        var table = await StoredExperiment.ReadTableAsync(tree.Folder);
        var reading = Elapsed(start);
        return [reading, WriteCsv(table, csv)];
    }

    /// <summary>Reads the table of an experiment that is open, and writes it: ms for beginning and for each.</summary>
    private static async Task<double[]> ReadStoreAsync(ScaleTree tree, string csv)
    {
        var (times, _, opened) = await OpenAsync(tree);
        await using var session = opened;
        var start = Stopwatch.GetTimestamp();
        var table = await StoredExperiment.ReadTableAsync(tree.Folder);
        var reading = Elapsed(start);
        return [times.Sum(), reading, WriteCsv(table, csv)];
    }

    private static async Task<(double[] Times, PreflightReport Report, IExperimentSession Session)> OpenAsync(ScaleTree tree)
    {
        var store = tree.Resume();
        var start = Stopwatch.GetTimestamp();
        var plan = SweepPlanner.Plan(tree.All);
        var planning = Elapsed(start);
        start = Stopwatch.GetTimestamp();
        var runner = new DelegateBenchmarkRunner((_, _) => throw new InvalidOperationException("A run was executed."));
        var report = await new Preflight(ScaleTree.Launcher(), runner, new NoCacheReset(), store).CheckAsync(plan);
        if (report.Problems.Count > 0)
        {
            throw new InvalidInputException(report.Problems);
        }

        var inspecting = Elapsed(start);
        start = Stopwatch.GetTimestamp();
        var session = await store.OpenAsync(plan.ToExperiment());
        return ([planning, inspecting, Elapsed(start)], report, session);
    }

    private static double WriteCsv(ResultTable table, string csv)
    {
        var start = Stopwatch.GetTimestamp();
        using (var writer = new FileStream(csv, FileMode.Create))
        {
            ResultTableCsv.Write(table, writer);
        }

        return Elapsed(start);
    }

    /// <summary>Returns what this process has passed to the system to be written, in bytes; 0 where the system does not say.</summary>
    private static double BytesWritten()
    {
        const string Field = "wchar: ";
        const string File = "/proc/self/io";
        return System.IO.File.Exists(File)
            ? double.Parse(
                System.IO.File.ReadLines(File).First(line => line.StartsWith(Field, StringComparison.Ordinal))[Field.Length..],
                CultureInfo.InvariantCulture
            )
            : 0;
    }

    private static double Elapsed(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
