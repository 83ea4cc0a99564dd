using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>Reads the JSON of an SLA file and gathers every problem in it, one line each.</summary>
internal sealed class ServiceLevelReader
{
    private const string NameKey = "_benchmark_name";
    private const string Shape = "an SLA file is a JSON list of objects such as {\"p99_e2el_ms\": \"<=500\"}, or an object of named ones";

    private readonly string _source;
    private readonly List<string> _problems = [];
    private readonly List<ServiceLevel> _levels = [];

    private ServiceLevelReader(string source) => _source = Excerpt.Line(source);

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
            var text = Encoding.UTF8.GetBytes(json);
            _problems.Add(
                string.IsNullOrWhiteSpace(json)
                    ? $"{_source}: is empty; {Shape}."
                    : $"{_source}: is not JSON: {JsonProblem.Describe(e, text, text)}; {Shape}."
            );
        }
        catch (ArgumentException)
        {
            _problems.Add($"{_source}: holds half of a surrogate pair, which is not valid Unicode.");
        }
    }

    private void ReadRoot(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            var number = 0;
            foreach (var item in root.EnumerateArray())
            {
                ReadItem(item, $"item {++number}", null);
            }
        }
        else if (root.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in root.EnumerateObject())
            {
                ReadNamed(property);
            }
        }
        else
        {
            _problems.Add($"{_source}: {Shape}; found {Describe(root)}.");
        }
    }

    private void ReadNamed(JsonProperty property)
    {
        if (TolerantJson.TryReadName(property, out var name))
        {
            ReadItem(property.Value, $"item \"{Excerpt.Line(name)}\"", name);
        }
        else
        {
            _problems.Add($"{_source}: the name of an item is not valid Unicode.");
        }
    }

    private void ReadItem(JsonElement item, string label, string? name)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            _problems.Add($"{_source}, {label}: {Shape}; found {Describe(item)}.");
            return;
        }

        var known = _problems.Count;
        var criteria = new List<ISlaCriterion>();
        var metrics = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in item.EnumerateObject())
        {
            if (!TolerantJson.TryReadName(property, out var metric))
            {
                _problems.Add($"{_source}, {label}: the name of a metric is not valid Unicode.");
            }
            else if (metric == NameKey)
            {
                name = ReadName(property.Value, label);
            }
            else if (!metrics.Add(metric))
            {
                _problems.Add($"{_source}, {label}, {Excerpt.Line(metric)}: the metric appears twice.");
            }
            else if (TryReadCriterion(metric, property.Value, label, out var criterion))
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

    private bool TryReadCriterion(string metric, JsonElement value, string label, [NotNullWhen(true)] out ThresholdCriterion? criterion)
    {
        string? problem;
        criterion = null;
        if (string.IsNullOrWhiteSpace(metric))
        {
            problem = "the metric's name is empty";
        }
        else if (value.ValueKind != JsonValueKind.String || !TolerantJson.TryReadText(value, out var text))
        {
            problem = $"expected text such as \"<=500\", found {Describe(value)}";
        }
        else if (ThresholdCriterion.TryParse(metric, text, out criterion, out problem))
        {
            return true;
        }

        _problems.Add($"{_source}, {label}, \"{Excerpt.Line(metric)}\": {problem}.");
        return false;
    }

    private string? ReadName(JsonElement value, string label)
    {
        if (value.ValueKind == JsonValueKind.String && TolerantJson.TryReadText(value, out var name) && !string.IsNullOrWhiteSpace(name))
        {
            return name;
        }

        _problems.Add($"{_source}, {label}, {NameKey}: the name must be text that is not empty; found {Describe(value)}.");
        return null;
    }

    private void CheckNames()
    {
        foreach (var name in _levels.GroupBy(l => l.Name).Where(g => g.Key is not null && g.Count() > 1).Select(g => g.Key!))
        {
            _problems.Add($"{_source}: two SLAs have the {NameKey} \"{Excerpt.Line(name)}\".");
        }
    }

    private static string Describe(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => TolerantJson.TryReadText(element, out var text)
                ? $"the text \"{Excerpt.Line(text)}\""
                : "text that is not valid Unicode",
            _ => Excerpt.Line(element.GetRawText()),
        };
}
