using System.Text.Json;

namespace ServeMulti.Results.Files;

/// <summary>One case as <c>experiment.json</c> lists it.</summary>
/// <param name="Key">The case key.</param>
/// <param name="Folder">The name of its folder.</param>
/// <param name="Rank">What orders the cases of several experiments when they are merged.</param>
internal readonly record struct ListedCase(string Key, string Folder, int Rank)
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("key", Key);
        writer.WriteString("folder", Folder);
        writer.WriteNumber("rank", Rank);
        writer.WriteEndObject();
    }

    public static ListedCase Read(JsonElement element) => new(
        element.GetProperty("key").GetString()!, element.GetProperty("folder").GetString()!, element.GetProperty("rank").GetInt32());
}
