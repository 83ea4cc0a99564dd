using System.Diagnostics;
using System.Globalization;

namespace ServeMulti.Benchmarks;

/// <summary>Measures in a new process, as a host that has just started does: nothing is compiled yet, no memory is in use.</summary>
internal static class ChildMeasurement
{
    public const string Switch = "--measure-here";

    /// <summary>Starts this program anew to measure something, and returns the values it prints.</summary>
    public static async Task<double[]> MeasureAsync(string what, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildMeasurement).Assembly.Location);
        }

        foreach (var argument in (string[])[Switch, what, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ?
            [
                .. output
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                    .Select(value => double.Parse(value, CultureInfo.InvariantCulture)),
            ]
            : throw new InvalidOperationException($"The measurement '{what}' exited with code {process.ExitCode}.");
    }

    /// <summary>Measures in this process, and prints the values.</summary>
    public static async Task MeasureHereAsync(string what, string[] arguments)
    {
        var values = what switch
        {
            Planning.Name => Planning.MeasureHere(),
            Drawing.Name => await Drawing.MeasureHereAsync(),
            Drawing.LargeName => await Drawing.MeasureLargeHereAsync(),
            LoadGenerator.Name => await LoadGenerator.MeasureHereAsync(arguments),
            LoadAccuracy.Name => await LoadAccuracy.MeasureHereAsync(arguments),
            ReceiveFloor.Name => ReceiveFloor.MeasureHere(arguments),
            ScaleSteps.Name => await ScaleSteps.MeasureHereAsync(arguments),
            OutputReading.Name => await OutputReading.MeasureHereAsync(arguments),
            NoOpResume.Name => await NoOpResume.MeasureHereAsync(arguments[0], arguments[1]),
            _ => throw new ArgumentException($"Nothing is called '{what}'.", nameof(what)),
        };
        Console.WriteLine(string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
    }
}
