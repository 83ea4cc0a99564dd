using System.Text.Json;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>The fields that the extra body adds to each request, in place of those that would be sent otherwise. Immutable.</summary>
internal sealed class ExtraFields
{
    private static readonly string[] Prompts = ["prompt", "messages", "input"];
    private static readonly string[] Lengths = ["max_completion_tokens", "max_tokens"];

    private readonly Dictionary<string, JsonElement> _fields;

    private ExtraFields(Dictionary<string, JsonElement> fields) => _fields = fields;

    public IReadOnlyDictionary<string, JsonElement> All => _fields;

    /// <summary>Gets whether all requests have the prompt that is given here.</summary>
    public bool HasPrompt => Prompts.Any(_fields.ContainsKey);

    /// <summary>Gets whether generation is asked to go on after the model ends its answer; null if it is not set here.</summary>
    public bool? IgnoreEos =>
        _fields.TryGetValue("ignore_eos", out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;

    public static ExtraFields Read(string? json)
    {
        if (json is null)
        {
            return new([]);
        }

        using var document = JsonDocument.Parse(json);
        return new(
            document
                .RootElement.EnumerateObject()
                .GroupBy(field => field.Name)
                .ToDictionary(group => group.Key, group => group.Last().Value.Clone())
        );
    }

    /// <summary>Returns a request that knows which lengths it asks for once these fields are in it.</summary>
    public LoadRequest Apply(LoadRequest request)
    {
        var length = Lengths.Select(TryFindInteger).FirstOrDefault(number => number is not null) ?? request.OutputTokens;
        return request with
        {
            RequestedOutputTokens = (int)Math.Min((long)length * Math.Max(1, TryFindInteger("n") ?? 1), int.MaxValue),
            IsInputLengthAsked = request.IsInputLengthAsked && !HasPrompt,
            IsPromptKnown = request.IsPromptKnown && !HasPrompt,
        };
    }

    private int? TryFindInteger(string name) =>
        _fields.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
