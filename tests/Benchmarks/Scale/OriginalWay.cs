using System.Diagnostics;
using System.Globalization;

namespace ServeMulti.Benchmarks;

/// <summary>The original's way over the same files: <c>original.py</c>, in Python with pandas.</summary>
internal static class OriginalWay
{
    public const string Missing = "pandas is not installed (Debian: python3-pandas): nothing was compared with the original's way.";

    private const string Python = "/usr/bin/python3";

    public static async Task<bool> IsInstalledAsync() => File.Exists(Python) && (await RunAsync("-c", "import pandas")).ExitCode == 0;

    /// <summary>Returns ms, the peak of memory in MB, and the number of rows.</summary>
    public static async Task<double[]> MeasureAsync(string mode, string folder, string csv)
    {
        var (exitCode, output) = await RunAsync(Path.Combine(AppContext.BaseDirectory, "Scale", "original.py"), mode, folder, csv);
        return exitCode == 0
            ?
            [
                .. output
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                    .Select(value => double.Parse(value, CultureInfo.InvariantCulture)),
            ]
            : throw new InvalidOperationException($"original.py exited with code {exitCode}.");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
