using System.Text.Json;
using ServeMulti.Parameters;
using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>What was concluded from the runs of a case, such as the answer of a search. Immutable.</summary>
/// <remarks><c>SearchAnswerReader.TryRead</c> reads the answer of a search from <see cref="Content"/>.</remarks>
public sealed class StoredAnswer
{
    private StoredAnswer(string name, JsonElement content) => (Name, Content) = (name, content);

    /// <summary>Gets the name of the answer: that of its file without <c>.json</c>, such as <c>SLA-p99_e2el_ms-le-500</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the answer: a JSON object, or the list of runs that <c>serve_multi.py</c> writes.</summary>
    public JsonElement Content { get; }

    internal static StoredAnswer Parse(string name, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(TolerantJson.Normalize(json), JsonText.Deep);
        return new StoredAnswer(name, document.RootElement.Clone());
    }
}
