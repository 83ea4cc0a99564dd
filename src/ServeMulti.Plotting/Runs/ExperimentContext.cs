using System.Text.Json;

namespace ServeMulti.Plotting.Runs;

/// <summary>What the root of an experiment of ours says of the folders below it: the order of its cases, how many runs count, and the journal.</summary>
internal sealed class ExperimentContext
{
    public const string FileName = "experiment.json";
    public const string JournalName = "runs.jsonl";

    public static readonly ExperimentContext None = new("");

    private readonly string _folder;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Folder, int Run), (long Bytes, ReadOnlyMemory<byte> Record)> _records = [];
    private int _runsPerCase = int.MaxValue;

    /// <summary>Gets the largest share of its requests that may fail in a case, as the sweep was asked for.</summary>
    public double FailedShareLimit { get; private set; }

    private ExperimentContext(string folder) => _folder = folder;

    public static ExperimentContext Read(string folder)
    {
        var context = new ExperimentContext(folder);
        if (File.Exists(Path.Combine(folder, FileName)))
        {
            context.ReadExperiment(File.ReadAllBytes(Path.Combine(folder, FileName)));
        }

        if (File.Exists(Path.Combine(folder, JournalName)))
        {
            context.ReadJournal(Path.Combine(folder, JournalName));
        }

        return context;
    }

    /// <summary>Tells whether a run counts: a sweep that was resumed with fewer runs shows fewer. Loads decide for themselves.</summary>
    public bool IsWanted(string folder, int run) => run < _runsPerCase || !_places.ContainsKey(Name(folder));

    /// <summary>Orders folders as the plan does; those that it does not know come last.</summary>
    public IEnumerable<string> Order(string parent, IEnumerable<string> names) =>
        names.OrderBy(name => _places.GetValueOrDefault(Name(Path.Combine(parent, name)), int.MaxValue));

    /// <summary>Returns the place of a case in the plan; one that it does not know comes last.</summary>
    /// <param name="name">The folder of the case, relative to the experiment, with <c>/</c>.</param>
    public int PlaceOf(string name) => _places.GetValueOrDefault(name, int.MaxValue);

    /// <summary>Finds a run's record without its long arrays; the journal is believed where the run's file still has the size it speaks of.</summary>
    public bool TryFindRecord(string folder, int run, long bytes, out ReadOnlyMemory<byte> record)
    {
        var isFound = _records.TryGetValue((Name(folder), run), out var line) && line.Bytes == bytes;
        record = line.Record;
        return isFound;
    }

    private string Name(string folder) => _folder.Length == 0 ? folder : Path.GetRelativePath(_folder, folder).Replace(Path.DirectorySeparatorChar, '/');

    private void ReadExperiment(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        _runsPerCase = document.RootElement.TryGetProperty("runsPerCase", out var runs) && runs.TryGetInt32(out var count) ? count : int.MaxValue;
        FailedShareLimit = FailedShare.LimitOf(document.RootElement);
        if (document.RootElement.TryGetProperty("cases", out var cases) && cases.ValueKind == JsonValueKind.Array)
        {
            foreach (var folder in cases.EnumerateArray().Select(one => one.GetProperty("folder").GetString()!))
            {
                _places.TryAdd(folder, _places.Count);
            }
        }
    }

    private void ReadJournal(string path)
    {
        ReadOnlyMemory<byte> text = File.ReadAllBytes(path);
        for (var start = 0; start < text.Length;)
        {
            var length = text.Span[start..].IndexOf((byte)'\n');
            if (length < 0)
            {
                // A line without its end was being written; the run's own file decides.
                return;
            }

            TryAddLine(text.Slice(start, length));
            start += length + 1;
        }
    }

    private void TryAddLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            var (folder, run, bytes, record) = ("", -1, -1L, ReadOnlyMemory<byte>.Empty);
            var reader = new Utf8JsonReader(line.Span);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                {
                    continue;
                }

                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "folder": folder = reader.GetString()!; break;
                    case "run": run = reader.GetInt32(); break;
                    case "bytes": bytes = reader.GetInt64(); break;
                    case "row":
                        var start = (int)reader.TokenStartIndex;
                        reader.Skip();
                        record = line[start..(int)reader.BytesConsumed];
                        break;
                    default: reader.Skip(); break;
                }
            }

            if (!record.IsEmpty)
            {
                _records[(folder, run)] = (bytes, record);
            }
        }
        catch (Exception exception) when (UnreadableResult.IsMeantBy(exception))
        {
            // A damaged line is as good as none: the run is read from its own file.
        }
    }
}
