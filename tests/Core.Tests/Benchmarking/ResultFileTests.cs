using System.Text;

namespace ServeMulti.Benchmarking;

[TestFixture]
public sealed class ResultFileTests
{
    [TestCase("""{"a": 1}""", "1")]
    [TestCase("{\"a\": 1}\n{\"a\": NaN}\n", "1 2")]
    [TestCase("[{\"a\": 1},\n\n{\"a\": 2}]", "1 3")]
    [TestCase("", "")]
    [TestCase("17", "1:it is no JSON object")]
    [TestCase("{\"a\": 1}\n{\"a\": \n{\"a\": 3}", "1 2:it is cut off or no JSON 3")]
    [TestCase("oops\n{\"a\": 3}", "1:it is cut off or no JSON 2")]
    public void Split_Text_HasTheLineOfEachPart(string text, string expected) =>
        Assert.That(
            string.Join(
                ' ',
                ResultFile
                    .Split(Encoding.UTF8.GetBytes(text))
                    .Select(part => part.Problem is null ? $"{part.Line}" : $"{part.Line}:{part.Problem}")
            ),
            Is.EqualTo(expected)
        );

    [Test]
    public void ReadDocument_Result_IsReadAndAProblemIsNot()
    {
        var parts = ResultFile.Split(Encoding.UTF8.GetBytes("{\"a\": NaN}\noops"));

        Assert.That(parts[0].ReadDocument().TryFindMetric("a", out var value) ? value : 0, Is.NaN);
        Assert.That(
            () => parts[1].ReadDocument(),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo("Line 2 holds no result: it is cut off or no JSON.")
        );
    }
}
