using System.Diagnostics;
using System.Text.Json;

namespace ServeMulti.Benchmarks;

/// <summary>A dry run of 10,000 cases with three runs each takes less than 1 s, from the start of the program to its end.</summary>
internal static class LargeDryRun
{
    public const string Name = "dry-run";
    private const int Rounds = 5;
    private const int Servers = 500;
    private const int Benchmarks = 20;
    private const int Runs = 3;

    public static async Task MeasureAsync(SpeedTable table)
    {
        using var folder = new ScratchFolder();
        Write(
            folder,
            "serve.json",
            Enumerable.Range(1, Servers).Select(number => new Dictionary<string, int> { ["max_num_seqs"] = number })
        );
        Write(
            folder,
            "bench.json",
            Enumerable
                .Range(1, Benchmarks)
                .Select(number => new Dictionary<string, int> { ["random_input_len"] = 64 * number, ["request_rate"] = number })
        );
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            times.Add(await RunAsync(folder.Path));
        }

        table.Add("dry run of 10,000 cases, 30,000 runs", times, "ms", limit: 1000);
    }

    private static void Write(ScratchFolder folder, string name, IEnumerable<Dictionary<string, int>> sets) =>
        File.WriteAllText(Path.Combine(folder.Path, name), JsonSerializer.Serialize(sets));

    private static async Task<double> RunAsync(string folder)
    {
        string[] arguments =
        [
            FindProgram(),
            "--serve-cmd",
            "vllm serve meta-llama/Llama-3.1-8B-Instruct --port 8123",
            "--bench-cmd",
            "vllm bench serve --model meta-llama/Llama-3.1-8B-Instruct --port 8123 --dataset-name random --num-prompts 1000",
            "--serve-params",
            "serve.json",
            "--bench-params",
            "bench.json",
            "--num-runs",
            $"{Runs}",
            "--dry-run",
        ];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var reading = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var time = Stopwatch.GetElapsedTime(begin);
        var lines = (await reading)[0].Split('\n').Count(line => line.StartsWith("    run ", StringComparison.Ordinal));
        return process.ExitCode == 0 && lines == Servers * Benchmarks * Runs
            ? time.TotalMilliseconds
            : throw new InvalidOperationException(
                $"The dry run exited with code {process.ExitCode} after {lines} runs: {(await reading)[1]}"
            );
    }

    /// <summary>Finds the command line tool, which is built beside this program: .../artifacts/bin/ServeMulti.Cli/CONFIGURATION/serve-multi.dll.</summary>
    private static string FindProgram()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, "ServeMulti.Cli", own.Name, "serve-multi.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("The command line tool was not built.", path);
    }
}
