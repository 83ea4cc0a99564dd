namespace ServeMulti.Parameters;

/// <summary>Turns JSON as Python writes it (bare <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>) into JSON that System.Text.Json reads.</summary>
internal static class TolerantJson
{
    /// <summary>Replaces each bare token outside strings by the string of the same spelling; everything else is unchanged.</summary>
    public static ReadOnlyMemory<byte> Normalize(ReadOnlyMemory<byte> utf8Json) => throw new NotImplementedException();
}
