using System.Text;
using CsCheck;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class ChunkTemplateTests
{
    private const string Chunk = """{"id":"x","choices":[{"index":0,"text":"TEXT","finish_reason":null}],"usage":null}""";

    private static readonly Gen<string> Json = Gen.OneOf(
        Chunk,
        """{"id":"x","choices":[{"delta":{"content":"TEXT"}}]}""",
        """{"choices":[{"text":"TEXT","finish_reason":"stop"}]}""",
        """{"choices":[{"text":"TEXT"},{"text":"b"}]}""",
        """{"choices":[{"text":"TEXT"}],"usage":{"completion_tokens":1}}""",
        """{"choices":[{"delta":{"role":"assistant","content":"TEXT"}}]}""",
        """{"choices":[{"delta":{"content":null,"reasoning_content":"TEXT"}}]}""",
        """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}""",
        """{"error":{"message":"TEXT"}}"""
    );

    private static readonly Gen<string> Text = Gen.OneOf(
        "",
        "a",
        " token",
        "ü😀",
        "\\\"",
        "\\n",
        "\\u00e4",
        "\",\"finish_reason\":\"stop\",\"x\":\"",
        "\"}]}",
        "TEXT"
    );

    [Test]
    public void TryMatch_AnyStream_ReadsAsEveryChunkByItself() =>
        Gen.Select(Json, Text, (json, text) => json.Replace("TEXT", text, StringComparison.Ordinal))
            .List[1, 12]
            .Sample(chunks =>
            {
                var template = new ChunkTemplate();
                foreach (var chunk in chunks.Select(Encoding.UTF8.GetBytes))
                {
                    AnswerPart? part = TryRead(chunk, out var read) ? read : null;
                    if (template.TryMatch(chunk, out var text))
                    {
                        Assert.That(
                            (part!.Value.HasToken, !part.Value.Ended.IsEmpty, part.Value.Error, part.Value.Usage.OutputTokens),
                            Is.EqualTo((true, false, (string?)null, (int?)null))
                        );
                        Assert.That((Encoding.UTF8.GetString(text), text.Length), Is.EqualTo((part.Value.Text, part.Value.TextLength)));
                    }
                    else if (part is not null)
                    {
                        template.Learn(chunk, part.Value);
                    }
                }
            });

    [TestCase("b", true)]
    [TestCase(" longer text", true)]
    [TestCase("", false)]
    [TestCase("a\\n", false)]
    [TestCase("a\",\"finish_reason\":\"stop", false)]
    public void TryMatch_OtherText_IsWhatPlainTextAloneIs(string text, bool expected)
    {
        var template = new ChunkTemplate();
        var first = Encoding.UTF8.GetBytes(Chunk);
        template.Learn(first, AnswerReader.Read(first, keepsText: false));
        Assert.That(
            template.TryMatch(Encoding.UTF8.GetBytes(Chunk.Replace("TEXT", text, StringComparison.Ordinal)), out _),
            Is.EqualTo(expected)
        );
    }

    [Test]
    public void TryMatch_NothingLearnt_IsFalse() =>
        Assert.That(new ChunkTemplate().TryMatch(Encoding.UTF8.GetBytes(Chunk), out _), Is.False);

    private static bool TryRead(byte[] chunk, out AnswerPart part)
    {
        try
        {
            part = AnswerReader.Read(chunk, keepsText: true);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            part = default;
            return false;
        }
    }
}
