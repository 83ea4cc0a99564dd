using System.Globalization;

namespace ServeMulti.Benchmarks;

/// <summary>What was measured of one size of experiment, round by round.</summary>
internal sealed class ScaleSeries
{
    private readonly string _output;
    private readonly string _csv;

    public ScaleSeries(string output, int runs)
    {
        _output = output;
        _csv = Path.Combine(output, "table.csv");
        Runs = runs;
        Directory.CreateDirectory(output);
    }

    public int Runs { get; }

    /// <summary>Gets the times of the sweep that made the experiment, in ms.</summary>
    public List<double> Sweep { get; } = [];

    public List<double> SweepBytes { get; } = [];

    public List<double> Resume { get; } = [];

    public List<double> More { get; } = [];

    public List<double> Table { get; } = [];

    public List<double> Store { get; } = [];

    public List<double> OriginalTable { get; } = [];

    public List<double> OriginalResume { get; } = [];

    /// <summary>Gets the peaks of memory of all our processes, in MB.</summary>
    public List<double> Peaks { get; } = [];

    public List<double> OriginalPeak { get; } = [];

    /// <summary>Gets the times of single steps by name, in ms.</summary>
    public Dictionary<string, List<double>> Parts { get; } = [];

    /// <summary>Gets the table that the original's way wrote; null where it was not asked.</summary>
    public string? OriginalCsv { get; private set; }

    private string Folder => new ScaleTree(_output, Runs).Folder;

    public async Task MakeAsync(int requests)
    {
        var made = await StepAsync("sweep", requests.ToString(CultureInfo.InvariantCulture));
        Sweep.Add(made[0]);
        SweepBytes.Add(made[1]);
    }

    public async Task MeasureAsync()
    {
        var resume = await StepAsync("resume");
        Resume.Add(resume[..3].Sum());
        AddParts(resume, "planning", "inspecting", "beginning");
        var more = await StepAsync("more", Resume.Count.ToString(CultureInfo.InvariantCulture));
        More.Add(more[..5].Sum());
        AddParts(more[3..], "ten runs saved", "table renewed at the end");
        var table = await StepAsync("table", _csv);
        Table.Add(table[..2].Sum());
        AddParts(table, "reading the folder's table", "writing the CSV");
        var store = await StepAsync("store", _csv);
        Store.Add(store[1..3].Sum());
        AddParts(store[1..], "reading the store's table");
    }

    public async Task MeasureOriginalAsync()
    {
        var csv = Path.Combine(_output, "original.csv");
        var table = await OriginalWay.MeasureAsync("table", Folder, csv);
        OriginalTable.Add(table[0]);
        OriginalPeak.Add(table[1]);
        if (Runs + (ScaleTree.RunsPerCase * More.Count) != table[2])
        {
            throw new InvalidOperationException($"The original's way found {table[2]} runs.");
        }

        OriginalResume.Add((await OriginalWay.MeasureAsync("resume", Folder, csv))[0]);
        OriginalCsv = csv;
    }

    /// <summary>Tells whether both tables are the same, byte for byte.</summary>
    public bool IsLikeOriginals() => OriginalCsv is null || File.ReadAllBytes(OriginalCsv).AsSpan().SequenceEqual(File.ReadAllBytes(_csv));

    public async Task<(double Time, double Peak)> ReadTableAsync()
    {
        var table = await StepAsync("table", _csv);
        return (table[..2].Sum(), table[^1]);
    }

    /// <summary>Leaves what the original would have written.</summary>
    public void RemoveOurFiles()
    {
        foreach (var name in (string[])["experiment.json", "runs.jsonl"])
        {
            File.Delete(Path.Combine(Folder, name));
        }

        foreach (var folder in Directory.EnumerateDirectories(Folder, "SERVE-*"))
        {
            File.Delete(Path.Combine(folder, "case.json"));
        }
    }

    private void AddParts(double[] values, params string[] names)
    {
        foreach (var (name, value) in names.Zip(values))
        {
            if (!Parts.TryGetValue(name, out var part))
            {
                Parts.Add(name, part = []);
            }

            part.Add(value);
        }
    }

    private async Task<double[]> StepAsync(string step, params string[] arguments)
    {
        var values = await ChildMeasurement.MeasureAsync(
            ScaleSteps.Name,
            [step, _output, Runs.ToString(CultureInfo.InvariantCulture), .. arguments]
        );
        Peaks.Add(values[^1]);
        return values;
    }
}
