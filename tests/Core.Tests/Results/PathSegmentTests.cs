using System.Text;
using CsCheck;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

[TestFixture]
public sealed class PathSegmentTests
{
    [TestCase("20261124_061013")]
    [TestCase("a b")]
    [TestCase(".hidden")]
    [TestCase("SERVE-a=1-BENCH")]
    [TestCase("café ☃ 😀")]
    [TestCase("console")]
    [TestCase("con=16")]
    [TestCase("com10")]
    public void IsValid_GoodName_IsTrue(string name) => Assert.That(PathSegment.IsValid(name), Is.True);

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("a.")]
    [TestCase("a ")]
    [TestCase(" ")]
    [TestCase("a/b")]
    [TestCase("a\\b")]
    [TestCase("a:b")]
    [TestCase("a*b")]
    [TestCase("a?b")]
    [TestCase("a\"b")]
    [TestCase("a<b")]
    [TestCase("a>b")]
    [TestCase("a|b")]
    [TestCase("a\0b")]
    [TestCase("a\tb")]
    [TestCase("CON")]
    [TestCase("nul")]
    [TestCase("aux.json")]
    [TestCase("com1.tar.gz")]
    [TestCase("LPT9 .x")]
    [TestCase("com\u00b2")]
    public void IsValid_BadName_IsFalse(string name) => Assert.That(PathSegment.IsValid(name), Is.False);

    [TestCase(255, true)]
    [TestCase(256, false)]
    public void IsValid_LongName_DependsOnItsBytes(int length, bool expected) =>
        Assert.That(
            (PathSegment.IsValid(new string('x', length)), PathSegment.IsValid(new string('é', length / 2) + new string('x', length % 2))),
            Is.EqualTo((expected, expected))
        );

    [Test]
    public void IsValid_HalfASurrogatePair_IsFalse() => Assert.That(PathSegment.IsValid("a" + (char)0xD800), Is.False);

    [TestCase("a<b>", "a_b_")]
    [TestCase("a. . ", "a")]
    [TestCase("...", "_")]
    [TestCase("", "_")]
    [TestCase("CON", "_CON")]
    [TestCase("ok", "ok")]
    public void Clean_Name_BecomesValid(string name, string expected) => Assert.That(PathSegment.Clean(name), Is.EqualTo(expected));

    [Test]
    public void Clean_AnyShortText_IsValid() => ParameterGen.Texts.Sample(text => PathSegment.IsValid(PathSegment.Clean(text)));

    [Test]
    public void Clean_ValidName_IsUnchanged() =>
        ParameterGen.Texts.Where(PathSegment.IsValid).Sample(text => PathSegment.Clean(text) == text);

    [TestCase("abc", 3, "abc")]
    [TestCase("abc", 2, "ab")]
    [TestCase("éé", 3, "é")]
    [TestCase("a😀", 4, "a")]
    [TestCase("a😀", 5, "a😀")]
    [TestCase("", 0, "")]
    public void Cut_Name_EndsBetweenCharacters(string name, int bytes, string expected) =>
        Assert.That(PathSegment.Cut(name, bytes), Is.EqualTo(expected));

    [Test]
    public void Cut_AnyText_IsTheLongestBeginningThatFits() =>
        Gen.Select(ParameterGen.Texts, Gen.Int[0, 20])
            .Sample(
                (text, bytes) =>
                {
                    var cut = PathSegment.Cut(text, bytes);
                    return text.StartsWith(cut, StringComparison.Ordinal)
                        && Encoding.UTF8.GetByteCount(cut) <= bytes
                        && (cut == text || Encoding.UTF8.GetByteCount(cut) + 4 > bytes);
                }
            );
}
