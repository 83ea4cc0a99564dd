using System.Text;
using System.Text.Json;

namespace ServeMulti.Parameters;

public sealed class JsonSequenceTests
{
    [TestCase("", "")]
    [TestCase(" \r\n\t", "")]
    [TestCase("{\"a\": 1}", "{\"a\": 1}")]
    [TestCase(" {\"a\": 1}\n{\"b\": {\"c\": []}}{}\n", "{\"a\": 1}|{\"b\": {\"c\": []}}|{}")]
    [TestCase("1 \"x\" [2]", "1|\"x\"|[2]")]
    public void Read_ValuesAfterOneAnother_FindsEachAtItsPlace(string json, string expected) =>
        Assert.That(string.Join('|', Values(json)), Is.EqualTo(expected));

    [TestCase("{} {", "{}")]
    [TestCase("{}\n}", "{}")]
    [TestCase("{},{}", "{}")]
    public void Read_DamageBehindAValue_ThrowsThere(string json, string before)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var sequence = new JsonSequence(bytes);
        sequence.Read();
        sequence.Skip();

        Assert.That(Encoding.UTF8.GetString(bytes[sequence.TokenStart..sequence.Consumed]), Is.EqualTo("}"));
        Assert.That(bytes[..sequence.Consumed], Is.EqualTo(Encoding.UTF8.GetBytes(before)));
        JsonException? thrown = null;
        try
        {
            sequence.Read();
            sequence.Skip();
        }
        catch (JsonException exception)
        {
            thrown = exception;
        }

        Assert.That(thrown, Is.Not.Null);
    }

    private static List<string> Values(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var sequence = new JsonSequence(bytes);
        List<string> values = [];
        while (sequence.Read())
        {
            var start = sequence.TokenStart;
            sequence.Skip();
            values.Add(Encoding.UTF8.GetString(bytes[start..sequence.Consumed]));
        }

        return values;
    }
}
