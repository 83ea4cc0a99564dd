using System.Text.Json;

namespace ServeMulti.Launching;

/// <summary>Reads what a server says of itself: its version and its model.</summary>
internal static class ServerFacts
{
    private const int MostModels = 4;

    /// <summary>Reads an answer; nothing where it says nothing that is known.</summary>
    /// <param name="profile">The kind of the server.</param>
    /// <param name="json">The answer.</param>
    public static IEnumerable<KeyValuePair<string, string>> Read(ServerProfile profile, ReadOnlyMemory<byte> json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return [];
        }

        using (document)
        {
            return document.RootElement is { ValueKind: JsonValueKind.Object } root ? [.. Read(profile, root)] : [];
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Read(ServerProfile profile, JsonElement root)
    {
        if ((Text(root, "version") ?? Text(root, "build_info")) is { } version)
        {
            yield return new("server version", $"{profile.Name} {version}");
        }

        var models =
            root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
                ? [.. data.EnumerateArray().Select(Name).OfType<string>().Take(MostModels)]
                : new[] { Text(root, "model_path") }.OfType<string>().ToArray();
        if (models.Length > 0)
        {
            yield return new(data.ValueKind == JsonValueKind.Array ? "served model" : "model", string.Join(", ", models));
        }
    }

    /// <summary>A model can be served under another name than its own.</summary>
    private static string? Name(JsonElement model) =>
        model.ValueKind != JsonValueKind.Object ? null
        : Text(model, "root") is { } root && root != Text(model, "id") ? $"{Text(model, "id")} ({root})"
        : Text(model, "id");

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
