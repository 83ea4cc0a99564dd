using System.Text;
using System.Text.Json;

namespace ServeMulti.Parameters;

public sealed class IndentedJsonTests
{
    private const string Compact = """{"a":1,"b":[],"c":[{"d":"x  y"},null],"e":{}}""";

    [Test]
    public void Write_Value_IndentsAsAskedAndEndsLinesInALineFeed()
    {
        var json = Encoding.UTF8.GetString(IndentedJson.Write(Write, indent: 4, endsLine: true));

        Assert.That(
            json,
            Is.EqualTo(
                "{\n    \"a\": 1,\n    \"b\": [],\n    \"c\": [\n        {\n            \"d\": \"x  y\"\n        },\n        null\n    ],\n    \"e\": {}\n}\n"
            )
        );
    }

    [TestCase("\n")]
    [TestCase("\r\n")]
    public void ChangeLayout_TwoSpacesOnAnySystem_IsWhatTheNewerWriterWrites(string newLine)
    {
        using var stream = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                stream,
                new JsonWriterOptions
                {
                    Indented = true,
                    IndentSize = 2,
                    NewLine = newLine,
                }
            )
        )
        {
            Write(writer);
        }

        stream.Write("\n"u8);

        Assert.That(
            IndentedJson.ChangeLayout(stream.ToArray(), indent: 4),
            Is.EqualTo(IndentedJson.Write(Write, indent: 4, endsLine: true))
        );
    }

    [Test]
    public void ChangeLayout_Nothing_IsNothing() => Assert.That(IndentedJson.ChangeLayout([], indent: 4), Is.Empty);

    private static void Write(Utf8JsonWriter writer)
    {
        using var document = JsonDocument.Parse(Compact);
        document.RootElement.WriteTo(writer);
    }
}
