using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Takes secrets out of results: some clients write the arguments into them that they or the server were started with.</summary>
internal static class ResultSecrets
{
    /// <summary>Returns a result without the secrets that are known; the same result where it has none.</summary>
    public static ResultDocument Redact(ResultDocument document, SecretRedactor secrets)
    {
        List<KeyValuePair<string, JsonElement>> redacted = [];
        foreach (var (name, value) in document.Fields)
        {
            if (
                value.ValueKind is JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array
                && secrets.TryRedactJson(RawJson.Of(value)) is { } json
            )
            {
                redacted.Add(new(name, Parse(json)));
            }
        }

        return redacted.Count == 0 ? document : ResultDocument.FromFields(document.Fields.Concat(redacted));
    }

    private static JsonElement Parse(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 128 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // The secret was not inside a string. Nothing is kept of such a value.
            return ((ParameterValue)SecretForms.Redacted).ToElement();
        }
    }
}
