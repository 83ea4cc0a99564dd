using ServeMulti.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks [sweep] [planning] [resume] [dry-run] [output] [drawing] [drawing-large] [scale] [load] [accuracy]
// Without a name all but drawing-large, which writes 100,000 files, scale, which takes ten minutes, accuracy, which takes eight, and load, which needs Debian's python3-aiohttp and
// wrk, are measured.
if (args is [PacedServer.Switch])
{
    await PacedServer.RunAsync();
    return 0;
}

if (args is [OutputReading.ChatterSwitch, var linesPerWrite])
{
    OutputReading.Chatter(linesPerWrite);
    return 0;
}

if (args is [ChildMeasurement.Switch, var what, .. var rest])
{
    await ChildMeasurement.MeasureHereAsync(what, rest);
    return 0;
}

var benchmarks = new Dictionary<string, Func<SpeedTable, Task>>
{
    ["sweep"] = SweepOverhead.MeasureAsync,
    ["planning"] = Planning.MeasureAsync,
    ["resume"] = NoOpResume.MeasureAsync,
    [LargeDryRun.Name] = LargeDryRun.MeasureAsync,
    [OutputReading.Name] = OutputReading.MeasureAsync,
    [Drawing.Name] = Drawing.MeasureAsync,
    [Drawing.LargeName] = Drawing.MeasureLargeAsync,
    [ScaleSteps.Name] = ScaleExperiment.MeasureAsync,
    [LoadGenerator.Name] = LoadGenerator.MeasureAsync,
    [LoadAccuracy.Name] = LoadAccuracy.MeasureAsync,
};
var unknown = args.Except(benchmarks.Keys).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"Unknown benchmark '{unknown[0]}'; there are: {string.Join(", ", benchmarks.Keys)}.");
    return 1;
}

var table = new SpeedTable();
foreach (
    var name in args.Length == 0
        ? benchmarks.Keys.Except([Drawing.LargeName, ScaleSteps.Name, LoadGenerator.Name, LoadAccuracy.Name])
        : args.AsEnumerable()
)
{
    Console.Error.WriteLine($"measuring: {name}");
    await benchmarks[name](table);
}

Console.WriteLine(table);
return table.IsWithinLimits ? 0 : 2;
