using System.Text.Json;

namespace ServeMulti.Benchmarking;

/// <summary>A field of a result: its value, or where a long one lies. Immutable.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; undefined if it is a long one.</param>
/// <param name="Long">Where a long value lies; null if it is in memory.</param>
internal readonly record struct ResultField(string Name, JsonElement Value, LongValue? Long = null)
{
    public JsonValueKind Kind => Long?.Kind ?? Value.ValueKind;

    /// <summary>Gets whether the value is an array or an object.</summary>
    public bool IsNested => Kind is JsonValueKind.Array or JsonValueKind.Object;

    /// <summary>Returns the value; a long one is read for this call alone.</summary>
    /// <exception cref="IOException">A long value cannot be read any more.</exception>
    public JsonElement Read() => Long?.Read() ?? Value;
}
