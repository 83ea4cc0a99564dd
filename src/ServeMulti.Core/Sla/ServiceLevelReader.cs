using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ServeMulti.Sla;

/// <summary>Reads the JSON of an SLA file and gathers every problem in it, one line each.</summary>
internal sealed class ServiceLevelReader
{
    private const string NameKey = "_benchmark_name";
    private const string Shape = "an SLA file is a JSON list of objects such as {\"p99_e2el_ms\": \"<=500\"}, or an object of named ones";

    private readonly string _source;
    private readonly List<string> _problems = [];
    private readonly List<ServiceLevel> _levels = [];

    private ServiceLevelReader(string source) => _source = source;

    public static IReadOnlyList<ServiceLevel> Read(string json, string source)
    {
        var reader = new ServiceLevelReader(source);
        reader.ReadAll(json);
        reader.CheckNames();
        return reader._problems.Count == 0 ? reader._levels : throw new InvalidInputException(reader._problems);
    }

    private void ReadAll(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            ReadRoot(document.RootElement);
        }
        catch (JsonException e)
        {
            // System.Text.Json appends "LineNumber: ... | BytePositionInLine: ..." itself, counted from 0.
            _problems.Add($"{_source}: not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }

    private void ReadRoot(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement item in root.EnumerateArray())
            {
                ReadItem(item, $"item {index++}", null);
            }
        }
        else if (root.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in root.EnumerateObject())
            {
                ReadItem(property.Value, $"item \"{property.Name}\"", property.Name);
            }
        }
        else
        {
            _problems.Add($"{_source}: {Shape}; found {Describe(root)}.");
        }
    }

    private void ReadItem(JsonElement item, string label, string? name)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            _problems.Add($"{_source}, {label}: {Shape}; found {Describe(item)}.");
            return;
        }

        int known = _problems.Count;
        var criteria = new List<ISlaCriterion>();
        foreach (JsonProperty property in item.EnumerateObject())
        {
            if (property.Name == NameKey)
            {
                name = ReadName(property.Value, label);
            }
            else if (criteria.Exists(c => c.Metric == property.Name))
            {
                _problems.Add($"{_source}, {label}, {property.Name}: the metric stands twice.");
            }
            else if (TryReadCriterion(property, label, out ThresholdCriterion? criterion))
            {
                criteria.Add(criterion);
            }
        }

        if (_problems.Count > known)
        {
            return;
        }

        if (criteria.Count == 0)
        {
            _problems.Add($"{_source}, {label}: the SLA is empty; it needs at least one metric.");
            return;
        }

        _levels.Add(new(criteria) { Name = name });
    }

    private bool TryReadCriterion(JsonProperty property, string label, [NotNullWhen(true)] out ThresholdCriterion? criterion)
    {
        string? problem;
        criterion = null;
        if (string.IsNullOrWhiteSpace(property.Name))
        {
            problem = "the metric's name is empty";
        }
        else if (property.Value.ValueKind != JsonValueKind.String)
        {
            problem = $"expected text such as \"<=500\", found {Describe(property.Value)}";
        }
        else if (ThresholdCriterion.TryParse(property.Name, property.Value.GetString()!, out criterion, out problem))
        {
            return true;
        }

        _problems.Add($"{_source}, {label}, \"{property.Name}\": {problem}.");
        return false;
    }

    private string? ReadName(JsonElement value, string label)
    {
        if (value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()))
        {
            return value.GetString();
        }

        _problems.Add($"{_source}, {label}, {NameKey}: the name must be text that is not empty; found {Describe(value)}.");
        return null;
    }

    private void CheckNames()
    {
        foreach (string name in _levels.GroupBy(l => l.Name).Where(g => g.Key is not null && g.Count() > 1).Select(g => g.Key!))
        {
            _problems.Add($"{_source}: two SLAs have the {NameKey} \"{name}\".");
        }
    }

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text \"{element.GetString()}\"",
        _ => element.GetRawText(),
    };
}
