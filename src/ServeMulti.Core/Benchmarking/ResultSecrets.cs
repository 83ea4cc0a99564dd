using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Takes secrets out of results: some clients write the arguments into them that they or the server were started with.</summary>
internal static class ResultSecrets
{
    /// <summary>Returns a result without the secrets that are known; the same result where it has none. Values that are too long for memory are
    /// those of single requests, and are not looked at.</summary>
    public static ResultDocument Redact(ResultDocument document, SecretRedactor secrets)
    {
        List<ResultField> redacted = [];
        foreach (var field in document.RawFields.Where(field => field.Long is null))
        {
            if (
                field.Kind is JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array
                && secrets.TryRedactJson(RawJson.Of(field.Value)) is { } json
            )
            {
                redacted.Add(new(field.Name, Parse(json)));
            }
        }

        return redacted.Count == 0 ? document : ResultDocument.FromFields(document.RawFields.Concat(redacted));
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
