using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>What was concluded from the runs of a case, such as the answer of a search. Immutable.</summary>
/// <param name="Name">The name of its file without <c>.json</c>, such as <c>SLA-p99_e2el_ms-le-500</c>.</param>
/// <param name="Content">A JSON object, or the list of runs that <c>serve_multi.py</c> writes.</param>
internal sealed record StoredAnswer(string Name, JsonElement Content)
{
    public static StoredAnswer Parse(string name, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(TolerantJson.Normalize(json), JsonText.Deep);
        return new StoredAnswer(name, document.RootElement.Clone());
    }
}
