using ServeMulti.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks [sweep] [planning] [resume] [drawing] [load]
// Without a name all but load are measured: that needs Debian's python3-aiohttp and wrk.
if (args is [PacedServer.Switch])
{
    await PacedServer.RunAsync();
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
    [Drawing.Name] = Drawing.MeasureAsync,
    [LoadGenerator.Name] = LoadGenerator.MeasureAsync,
};
var unknown = args.Except(benchmarks.Keys).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"Unknown benchmark '{unknown[0]}'; there are: {string.Join(", ", benchmarks.Keys)}.");
    return 1;
}

var table = new SpeedTable();
foreach (var name in args.Length == 0 ? benchmarks.Keys.Except([LoadGenerator.Name]) : args.AsEnumerable())
{
    Console.Error.WriteLine($"measuring: {name}");
    await benchmarks[name](table);
}

Console.WriteLine(table);
return table.IsWithinLimits ? 0 : 2;
