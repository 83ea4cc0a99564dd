using System.Text.Json;

namespace ServeMulti.LlamaEngine.Http;

/// <summary>Reads the fields of a request, and refuses one of the wrong kind by its name.</summary>
internal static class Json
{
    /// <exception cref="RequestException">The body is no JSON object.</exception>
    public static async Task<JsonDocument> ReadObjectAsync(HttpRequest request)
    {
        try
        {
            var document = await JsonDocument.ParseAsync(request.Body, default, request.HttpContext.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw RequestException.Bad("The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw RequestException.Bad($"The body is no valid JSON: {exception.Message}");
        }
    }

    /// <summary>Returns a field; null where it is absent or null.</summary>
    public static JsonElement? Field(this JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement body, string name) =>
        body.Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.AsText(name)
        : throw RequestException.Bad($"{name} must be a text.", name);

    public static int? Integer(this JsonElement body, string name, int least) =>
        body.Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least ? number
        : throw RequestException.Bad($"{name} must be a whole number of at least {least}.", name);

    public static double? Number(this JsonElement body, string name) =>
        body.Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= 0 && double.IsFinite(number) ? number
        : throw RequestException.Bad($"{name} must be a number of at least 0.", name);

    public static bool Flag(this JsonElement body, string name) =>
        body.Field(name) is { } value
        && (
            value.ValueKind == JsonValueKind.True
            || (value.ValueKind == JsonValueKind.False ? false : throw RequestException.Bad($"{name} must be true or false.", name))
        );

    /// <summary>Returns a text. One with half a surrogate pair or with bytes that are not UTF-8 fails only when it is read.</summary>
    public static string AsText(this JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw RequestException.Bad($"{name} holds a text that is not valid.", name);
        }
    }
}
