using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Writes the fields of results whose long values are not in memory.</summary>
internal static class LongFields
{
    // No JSON holds this byte: a text would hold its escape.
    private const byte Mark = 1;

    /// <summary>Writes a JSON object to a stream; long values are copied piece by piece.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="fields">The fields, in order.</param>
    /// <param name="compose">Makes the text of what is written, and decides how it is laid out.</param>
    /// <returns>Each long value with the place in the output at which it begins, and its length there.</returns>
    /// <exception cref="IOException">A long value cannot be read any more, or the stream cannot be written.</exception>
    public static IReadOnlyList<(LongValue Value, long Start, long Length)> Write(
        Stream output,
        IReadOnlyCollection<ResultField> fields,
        Func<Action<Utf8JsonWriter>, byte[]> compose
    )
    {
        ReadOnlySpan<byte> rest = compose(writer => WriteFields(writer, fields));
        List<(LongValue, long, long)> places = [];
        var written = 0L;
        foreach (var value in fields.Select(field => field.Long).OfType<LongValue>())
        {
            var before = rest.IndexOf(Mark);
            output.Write(rest[..before]);
            var length = value.CopyTo(output);
            places.Add((value, written + before, length));
            written += before + length;
            rest = rest[(before + 1)..];
        }

        output.Write(rest);
        return places;
    }

    private static void WriteFields(Utf8JsonWriter writer, IEnumerable<ResultField> fields)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
        {
            // The raw text keeps every number as the benchmark wrote it, and distinguishes a bare NaN from the text.
            writer.WritePropertyName(field.Name);
            writer.WriteRawValue(field.Long is null ? RawJson.Of(field.Value) : [Mark], skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}
