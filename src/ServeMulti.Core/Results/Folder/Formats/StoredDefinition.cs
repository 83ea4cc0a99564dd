using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>What the store itself knows of the definition of a sweep, which it otherwise only keeps.</summary>
internal static class StoredDefinition
{
    /// <summary>The name of the command line that resumes the experiment.</summary>
    public const string ResumeCommand = "resumeCommand";

    /// <summary>Returns the command line; null if the definition has none.</summary>
    public static string? FindResumeCommand(JsonElement definition) =>
        definition.ValueKind == JsonValueKind.Object
        && definition.TryGetProperty(ResumeCommand, out var command)
        && command.ValueKind == JsonValueKind.String
            ? command.GetString()
            : null;

    /// <summary>Returns the definition of merged experiments: that of the first, without a command line that resumes only a part of
    /// them.</summary>
    public static JsonElement Merge(IReadOnlyList<JsonElement> definitions)
    {
        var first = definitions[0];
        if (FindResumeCommand(first) is not { } command || definitions.All(other => FindResumeCommand(other) == command))
        {
            return first;
        }

        var json = JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var property in first.EnumerateObject().Where(property => property.Name != ResumeCommand))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
        using var document = JsonDocument.Parse(json, JsonText.Deep);
        return document.RootElement.Clone();
    }
}
