using System.Globalization;

namespace ServeMulti.Benchmarks;

/// <summary>
/// An experiment of 100,000 runs in 10,000 cases is resumed, renewed and read with at most 300 MB, in time that grows no faster than the
/// experiment, and ten times as fast as the original's way over the same files.
/// </summary>
/// <remarks>The comparison needs Debian's python3-pandas.</remarks>
internal static class ScaleExperiment
{
    private const int Rounds = 3;
    private const int RunsWithArrays = 5_000;
    private const int Requests = 1_000;

    // Everything that a child does costs something once; without growth, four times the runs would cost less than four times the time.
    private const double MaximumGrowth = 1.25;
    private const double MaximumMemory = 300;
    private const double Factor = 10;

    private static readonly int[] Sizes = [25_000, 50_000, 100_000];

    public static async Task MeasureAsync(SpeedTable table)
    {
        var hasPandas = await OriginalWay.IsInstalledAsync();
        if (!hasPandas)
        {
            table.AddNote(OriginalWay.Missing);
        }

        using var scratch = new ScratchFolder();
        var sizes = Sizes
            .Select(runs => new ScaleSeries(Path.Combine(scratch.Path, runs.ToString(CultureInfo.InvariantCulture)), runs))
            .ToArray();
        foreach (var size in sizes)
        {
            await size.MakeAsync(requests: 0);
        }

        var large = sizes[^1];
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var size in sizes)
            {
                await size.MeasureAsync();
            }

            if (hasPandas)
            {
                await large.MeasureOriginalAsync();
                if (!large.IsLikeOriginals())
                {
                    throw new InvalidOperationException("The table is not the one that pandas writes.");
                }
            }
        }

        AddGrowth(table, "sweep of runs that cost nothing", sizes, size => size.Sweep, "ms", perRun: true);
        AddGrowth(table, "bytes written by a whole sweep, for each run", sizes, size => size.SweepBytes, "B", perRun: true);
        AddGrowth(table, "plan, inspect and begin a resume", sizes, size => size.Resume, "ms");
        AddGrowth(table, "resume, one more case, renewed table", sizes, size => size.More, "ms");
        AddGrowth(table, "read the folder's table and write its CSV", sizes, size => size.Table, "ms");
        AddGrowth(table, "read the store's table and write its CSV", sizes, size => size.Store, "ms");
        AddParts(table, large);
        table.Add("greatest memory of any of these", [sizes.SelectMany(size => size.Peaks).Max()], "MB", MaximumMemory);
        if (hasPandas)
        {
            AddComparison(table, "table and CSV", large.Table, large.OriginalTable, large.OriginalPeak);
            AddComparison(table, "resume", large.More, large.OriginalResume, large.OriginalPeak);
        }

        await MeasureOriginalsFolderAsync(table, large);
        await MeasureArraysAsync(table, scratch.Path, hasPandas);
    }

    private static void AddGrowth(
        SpeedTable table,
        string name,
        ScaleSeries[] sizes,
        Func<ScaleSeries, List<double>> values,
        string unit,
        bool perRun = false
    )
    {
        foreach (var size in sizes)
        {
            double[] shown = [.. values(size).Select(value => perRun ? value / size.Runs : value)];
            table.Add(
                $"{name}: {size.Runs:N0} runs",
                shown,
                unit,
                baseline: size == sizes[0] ? null : [.. values(sizes[0]).Select(value => perRun ? value / sizes[0].Runs : value)]
            );
        }

        var (first, last) = (sizes[0], sizes[^1]);
        var growth = values(last).Zip(values(first), (large, small) => large / last.Runs / (small / first.Runs));
        table.Add($"{name}: a run of {last.Runs:N0} against one of {first.Runs:N0}", [.. growth], "x", MaximumGrowth);
    }

    private static void AddParts(SpeedTable table, ScaleSeries size)
    {
        foreach (var (name, values) in size.Parts)
        {
            table.Add($"of {size.Runs:N0} runs: {name}", values, "ms");
        }
    }

    private static void AddComparison(SpeedTable table, string name, List<double> ours, List<double> original, List<double> peaks)
    {
        table.Add($"{name}, the original's way with pandas", original, "ms");
        table.Add($"{name}, ours", ours, "ms", baseline: original);
        table.Add($"{name}, the original's memory", peaks, "MB");
        table.Add(
            $"{name}, ours in tenths of the original's",
            [.. ours.Zip(original, (mine, others) => mine * Factor / others)],
            "",
            limit: 1
        );
    }

    /// <summary>A folder that the original left has nothing to read from but its run files.</summary>
    private static async Task MeasureOriginalsFolderAsync(SpeedTable table, ScaleSeries size)
    {
        size.RemoveOurFiles();
        var (time, peak) = await size.ReadTableAsync();
        table.Add(
            $"a folder of the original's of {size.Runs:N0} runs, table and CSV",
            [time],
            "ms",
            baseline: size.OriginalTable.Count > 0 ? [size.OriginalTable[^1]] : null
        );
        table.Add($"a folder of the original's of {size.Runs:N0} runs: memory", [peak], "MB", MaximumMemory);
    }

    private static async Task MeasureArraysAsync(SpeedTable table, string folder, bool hasPandas)
    {
        var size = new ScaleSeries(Path.Combine(folder, "arrays"), RunsWithArrays);
        await size.MakeAsync(Requests);
        for (var round = 0; round < Rounds; round++)
        {
            await size.MeasureAsync();
        }

        var name = $"{RunsWithArrays:N0} runs with arrays of {Requests:N0} requests";
        if (hasPandas)
        {
            await size.MeasureOriginalAsync();
            table.Add($"{name}: table and CSV, the original's way", size.OriginalTable, "ms");
        }

        table.Add(
            $"{name}: table and CSV, ours",
            size.Table,
            "ms",
            baseline: hasPandas ? [size.OriginalTable[0], size.OriginalTable[0], size.OriginalTable[0]] : null
        );
        table.Add($"{name}: resume, one more case, renewed table", size.More, "ms");
        table.Add($"{name}: memory", [size.Peaks.Max()], "MB", MaximumMemory);
    }
}
