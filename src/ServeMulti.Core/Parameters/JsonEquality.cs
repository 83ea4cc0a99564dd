using System.Text.Json;

namespace ServeMulti.Parameters;

/// <summary>Compares JSON by value: numbers as 64-bit floating point numbers, the members of objects in any order.</summary>
internal static class JsonEquality
{
    public static bool AreEqual(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != other.ValueKind)
        {
            return false;
        }

        return one.GetRawText() == other.GetRawText()
            || one.ValueKind switch
            {
                JsonValueKind.Number => one.GetDouble().Equals(other.GetDouble()),
                JsonValueKind.String => TextOf(one) == TextOf(other),
                JsonValueKind.Array => one.GetArrayLength() == other.GetArrayLength()
                    && one.EnumerateArray().Zip(other.EnumerateArray(), AreEqual).All(areEqual => areEqual),
                JsonValueKind.Object => AreObjectsEqual(one, other),
                _ => false,
            };
    }

    /// <summary>Returns a hash of a value; of arrays and objects their kind alone.</summary>
    public static int HashOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Number => element.GetDouble().GetHashCode(),
            JsonValueKind.String => TextOf(element).GetHashCode(StringComparison.Ordinal),
            var kind => (int)kind,
        };

    private static bool AreObjectsEqual(JsonElement one, JsonElement other)
    {
        JsonProperty[] members = [.. one.EnumerateObject()];
        return members.Length == other.EnumerateObject().Count()
            && members.All(member =>
                TolerantJson.TryReadName(member, out var name) && other.TryGetProperty(name, out var value) && AreEqual(member.Value, value)
            );
    }

    /// <summary>Returns the text of a string; its JSON where that is not valid Unicode.</summary>
    private static string TextOf(JsonElement element) => TolerantJson.TryReadText(element, out var text) ? text : element.GetRawText();
}
