using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Benchmarks;

/// <summary>A server that writes 30,000 lines a second, one by one or in bursts, costs the host at most 2 % of one core: the machine is
/// being measured meanwhile.</summary>
internal static class OutputReading
{
    public const string Name = "output";

    /// <summary>Makes this program a child that writes lines.</summary>
    public const string ChatterSwitch = "--chatter";

    private const int Rounds = 3;
    private const int LinesPerSecond = 30_000;
    private const double LimitPercent = 2;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    public static async Task MeasureAsync(SpeedTable table)
    {
        foreach (var (words, linesPerWrite) in new[] { ("one write a line", 1), ("bursts of 3,000 lines", 3_000) })
        {
            var shares = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                shares.AddRange(await ChildMeasurement.MeasureAsync(Name, linesPerWrite.ToString(CultureInfo.InvariantCulture)));
            }

            table.Add($"core spent on reading 30,000 lines/s, {words}", shares, "%", limit: LimitPercent);
        }
    }

    /// <summary>Measures how much of one core this process uses while it reads what a child writes, in percent.</summary>
    public static async Task<double[]> MeasureHereAsync(string[] arguments)
    {
        using var folder = new ScratchFolder();
        var command = new CommandLine(Environment.ProcessPath!, [ChatterSwitch, arguments[0]]);
        await using var server = await new ProcessServerLauncher(new ProcessLauncher()).LaunchAsync(
            new ServerSpec
            {
                Command = command,
                CheckReadiness = false,
                LogPath = Path.Combine(folder.Path, "server.log"),
            }
        );
        await Task.Delay(WarmUp);
        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var bytes = new FileInfo(Path.Combine(folder.Path, "server.log")).Length;
        await Task.Delay(Measured);
        self.Refresh();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var share = (self.TotalProcessorTime - cpu) / elapsed;
        var lines = (new FileInfo(Path.Combine(folder.Path, "server.log")).Length - bytes) / Line(0).Length / elapsed.TotalSeconds;
        return lines > 0.9 * LinesPerSecond
            ? [100 * share]
            : throw new InvalidOperationException($"Only {lines:0} lines a second came through: the machine is too busy to measure.");
    }

    /// <summary>Writes lines at an even pace until nobody reads them.</summary>
    public static void Chatter(string linesPerWriteText)
    {
        var linesPerWrite = int.Parse(linesPerWriteText, CultureInfo.InvariantCulture);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        var start = Stopwatch.GetTimestamp();
        for (long written = 0; ; written += linesPerWrite)
        {
            output.Write([.. Enumerable.Range(0, linesPerWrite).SelectMany(line => Line(written + line))]);
            var due = (double)(written + linesPerWrite) / LinesPerSecond;
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < due)
            {
                if (due - Stopwatch.GetElapsedTime(start).TotalSeconds > 0.01)
                {
                    Thread.Sleep(5);
                }
            }
        }
    }

    private static byte[] Line(long number) =>
        Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"INFO:     127.0.0.1:{40000 + (number % 20000)} - \"POST /v1/completions HTTP/1.1\" 200 OK {number % 100_000_000, 14}\n"
            )
        );
}
