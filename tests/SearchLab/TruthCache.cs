using System.Collections.Concurrent;
using System.Globalization;

namespace ServeMulti.SearchLab;

/// <summary>Keeps what long runs found in a file, so that only searches are played again while one is tuned.</summary>
internal sealed class TruthCache
{
    /// <summary>To be raised with every change of the simulation or of how instances are drawn.</summary>
    private const int Version = 1;

    private readonly ConcurrentDictionary<string, double> _values = new();
    private readonly string? _path;

    public TruthCache(string? path)
    {
        _path = path;
        Load();
    }

    public static string DefaultPath => Path.Combine(Path.GetTempPath(), $"servemulti-searchlab-truth-{Version}.tsv");

    public double Find(string key, Func<double> measure) => _values.GetOrAdd(key, _ => measure());

    public void Save()
    {
        if (_path is null)
        {
            return;
        }

        // Another lab may have saved meanwhile.
        Load();
        var beside = $"{_path}.{Environment.ProcessId}";
        File.WriteAllLines(beside, _values.Select(v => v.Key + "\t" + v.Value.ToString("R", CultureInfo.InvariantCulture)));
        File.Move(beside, _path, overwrite: true);
    }

    private void Load()
    {
        foreach (var line in File.Exists(_path) ? File.ReadLines(_path) : [])
        {
            var at = line.LastIndexOf('\t');
            _values[line[..at]] = double.Parse(line.AsSpan(at + 1), CultureInfo.InvariantCulture);
        }
    }
}
