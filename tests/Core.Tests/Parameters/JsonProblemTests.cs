using System.Text.Json;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class JsonProblemTests
{
    [TestCase("", "line 1, byte 1: there is no value")]
    [TestCase("{\"a\": NaN}", "line 1, byte 7: 'N' is an invalid start of a value")]
    [TestCase("{\n  \"a\": tru}", "line 2, byte 11: 't")]
    [TestCase("{\"a\": [1]", "line 1, byte 10: the text ends too early")]
    [TestCase("{\"a", "line 1, byte 4: the text ends too early")]
    [TestCase("{} x", "line 1, byte 4: 'x' is invalid after a single JSON value")]
    public void Describe_WithoutTheText_NamesThePlaceAndNoReaderOption(string json, string start)
    {
        var exception = Assert.Catch<JsonException>(() => JsonDocument.Parse(json))!;

        Assert.That(
            JsonProblem.Describe(exception),
            Does.StartWith(start).And.Not.Contains("LineNumber").And.Not.Contains("isFinalBlock").And.Not.EndsWith(".")
        );
    }

    [Test]
    public void Describe_NestedTooDeeply_SaysSo()
    {
        var exception = Assert.Catch<JsonException>(() => JsonDocument.Parse(new string('[', 100)))!;

        Assert.That(JsonProblem.Describe(exception), Does.EndWith(": lists and objects are nested too deeply"));
    }

    [Test]
    public void Describe_OwnProblem_IsItsMessage() =>
        Assert.That(JsonProblem.Describe(new JsonException("The answer is no object.")), Is.EqualTo("The answer is no object"));
}
