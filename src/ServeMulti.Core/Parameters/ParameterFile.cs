using System.Text.Json;
using System.Text.Unicode;

namespace ServeMulti.Parameters;

/// <summary>Reads parameter files: a JSON list of objects, or an object of named objects. All problems of a file are found together; the
/// first 100 are reported.</summary>
internal sealed class ParameterFile
{
    private const string Expected = "a parameter file is a JSON list of objects, or an object of named objects";

    // Files of an experiment hold the values a few levels deeper, and must be readable with a reader's usual limit of 64.
    private const int DeepestNesting = 48;

    // Nobody reads more of them, and a large file that is something else would fill the memory with its problems.
    private const int MostProblems = 100;

    private readonly string _source;
    private readonly List<string> _problems = [];
    private readonly List<ParameterSet> _sets = [];
    private int _problemsLeftOut;

    private ParameterFile(string source) => _source = source.Any(char.IsControl) ? Excerpt.Of(source) : source;

    /// <summary>Reads the text of a parameter file.</summary>
    /// <exception cref="InvalidInputException">The text is not a parameter sweep; the first 100 problems are listed.</exception>
    public static List<ParameterSet> Read(ReadOnlyMemory<byte> utf8Json, string source)
    {
        var file = new ParameterFile(source);
        using var document = file.ParseJson(utf8Json);
        file.ReadRoot(document.RootElement);
        file.FindDuplicateNames();
        return file._problems.Count == 0 ? file._sets : throw new InvalidInputException(file.ListProblems());
    }

    private List<string> ListProblems() =>
        _problemsLeftOut == 0
            ? _problems
            : [.. _problems, $"{_source}: {_problemsLeftOut} more problems are left out; correct these first."];

    private void Report(string problem)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem);
        }
        else
        {
            _problemsLeftOut++;
        }
    }

    private JsonDocument ParseJson(ReadOnlyMemory<byte> utf8Json)
    {
        if (!Utf8.IsValid(utf8Json.Span))
        {
            throw new InvalidInputException($"{_source}: is not UTF-8 text; {Expected}.");
        }

        var normal = TolerantJson.Normalize(utf8Json);
        try
        {
            return JsonDocument.Parse(normal, new() { MaxDepth = DeepestNesting });
        }
        catch (JsonException e) when (utf8Json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new InvalidInputException($"{_source}: is empty; {Expected}.", e);
        }
        catch (JsonException e) when (IsCutOff(utf8Json.Span))
        {
            throw new InvalidInputException(
                $"{_source}: line {(e.LineNumber ?? 0) + 1}: ends before all its lists and objects are closed; {Expected}.",
                e
            );
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                $"{_source}: is not JSON: {JsonProblem.Describe(e, normal.Span, utf8Json.Span)}; {Expected}.",
                e
            );
        }
    }

    /// <summary>Returns whether a text is JSON as far as it goes.</summary>
    private static bool IsCutOff(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(
            utf8Json,
            isFinalBlock: false,
            new JsonReaderState(new JsonReaderOptions { MaxDepth = DeepestNesting })
        );
        try
        {
            while (reader.Read()) { }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadRoot(JsonElement root)
    {
        switch (root.ValueKind)
        {
            case JsonValueKind.Array:
                var number = 0;
                foreach (var item in root.EnumerateArray())
                {
                    ReadItem($"item {++number}", item, name: null);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in root.EnumerateObject())
                {
                    ReadMember(member);
                }

                break;
            default:
                Report($"{_source}: holds {Describe(root)}; {Expected}.");
                break;
        }
    }

    private void ReadMember(JsonProperty member)
    {
        if (!TolerantJson.TryReadName(member, out var name))
        {
            Report($"{_source}: a name of an item is not valid Unicode; correct it.");
            return;
        }

        var item = $"item {Excerpt.Of(name)}";
        if (ParameterCheck.FindNameProblem(name) is { } problem)
        {
            Report($"{_source}: {item}: {problem}");
            return;
        }

        ReadItem(item, member.Value, name);
    }

    private void ReadItem(string item, JsonElement element, string? name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Report($"{_source}: {item}: is {Describe(element)}; {Expected}.");
            return;
        }

        List<KeyValuePair<string, ParameterValue>> pairs = [];
        Dictionary<string, string> keys = [];
        foreach (var member in element.EnumerateObject())
        {
            var problem =
                !TolerantJson.TryReadName(member, out var key) ? "a key is not valid Unicode; correct it."
                : !keys.TryAdd(OptionKey.Normalize(key), key) ? ParameterCheck.Twice(key, keys[OptionKey.Normalize(key)])
                : key == ParameterSet.NameKey ? ReadName(member.Value, ref name)
                : ReadPair(key, member.Value, pairs);
            if (problem is not null)
            {
                Report($"{_source}: {item}: {problem}");
            }
        }

        _sets.Add(ParameterSet.OfChecked(pairs, name));
    }

    private static string? ReadPair(string key, JsonElement element, List<KeyValuePair<string, ParameterValue>> pairs)
    {
        if (ParameterCheck.FindKeyProblem(key) is { } keyProblem)
        {
            return keyProblem;
        }

        if (element.ValueKind == JsonValueKind.Null)
        {
            return ParameterCheck.Null(key);
        }

        if (TryReadValue(element) is not { } value)
        {
            return $"key {Excerpt.Of(key)} has a value that is not valid Unicode; correct it.";
        }

        pairs.Add(new(key, value));
        return ParameterCheck.FindProblem(key, value);
    }

    private static string? ReadName(JsonElement element, ref string? name)
    {
        if (element.ValueKind != JsonValueKind.String || TryReadValue(element) is not { Kind: ParameterKind.Text } value)
        {
            return $"{ParameterSet.NameKey} is {Describe(element)}; a name is text.";
        }

        if (name is not null && name != value.Text)
        {
            return $"{ParameterSet.NameKey} is {Excerpt.Of(value.Text)}, but the item is called {Excerpt.Of(name)}; give it one name.";
        }

        name = value.Text;
        return ParameterCheck.FindNameProblem(name);
    }

    private void FindDuplicateNames()
    {
        HashSet<string> names = [];
        HashSet<string> duplicates = [];
        foreach (var set in _sets)
        {
            if (set.Name is not null && !names.Add(set.Name) && duplicates.Add(set.Name))
            {
                Report($"{_source}: {ParameterSweep.DuplicateName(set.Name)}");
            }
        }
    }

    private static ParameterValue? TryReadValue(JsonElement element)
    {
        try
        {
            return ParameterValue.FromJson(element);
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    private static string Describe(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => "a list",
            JsonValueKind.Object => "an object",
            JsonValueKind.True or JsonValueKind.False => "a Boolean",
            JsonValueKind.Null => "null",
            JsonValueKind.Number => "a number",
            _ when TolerantJson.TryReadBareNumber(element, out _) => "a number",
            _ => "text",
        };
}
