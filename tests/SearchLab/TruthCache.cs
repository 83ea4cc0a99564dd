using System.Collections.Concurrent;
using System.Globalization;

namespace ServeMulti.SearchLab;

/// <summary>Keeps what long runs found in a file, so that only searches are played again while one is tuned.</summary>
internal sealed class TruthCache
{
    private readonly ConcurrentDictionary<string, double> _values = new();
    private readonly string? _path;

    public TruthCache(string? path)
    {
        _path = path;
        if (path is not null && File.Exists(path))
        {
            foreach (string line in File.ReadLines(path))
            {
                int at = line.LastIndexOf('\t');
                _values[line[..at]] = double.Parse(line.AsSpan(at + 1), CultureInfo.InvariantCulture);
            }
        }
    }

    public double Find(string key, Func<double> measure) => _values.GetOrAdd(key, _ => measure());

    public void Save()
    {
        if (_path is not null)
        {
            File.WriteAllLines(_path, _values.Select(v => v.Key + "\t" + v.Value.ToString("R", CultureInfo.InvariantCulture)));
        }
    }
}
