using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>One case as <c>experiment.json</c> lists it.</summary>
/// <param name="Key">The case key.</param>
/// <param name="Folder">The name of its folder.</param>
/// <param name="Rank">What orders the cases of several experiments when they are merged.</param>
/// <param name="IsVerified">Whether something says that the runs in the folder are this case's; where not, only the folder's name
/// does.</param>
internal readonly record struct ListedCase(string Key, string Folder, int Rank, bool IsVerified)
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("key", Key);
        writer.WriteString("folder", Folder);
        writer.WriteNumber("rank", Rank);
        if (!IsVerified)
        {
            writer.WriteBoolean("verified", false);
        }

        writer.WriteEndObject();
    }

    public static ListedCase Read(JsonElement element) =>
        new(
            element.GetProperty("key").GetString()!,
            element.GetProperty("folder").GetString()!,
            element.GetProperty("rank").GetInt32(),
            !element.TryGetProperty("verified", out var verified) || verified.GetBoolean()
        );
}
