namespace ServeMulti.Processes;

public sealed class PlainTextTests
{
    [TestCase("plain", "plain")]
    [TestCase("tab\tkept", "tab\tkept")]
    [TestCase("\u001b[1;36m(EngineCore pid=1)\u001b[0m INFO", "(EngineCore pid=1) INFO")]
    [TestCase("\u001b[2J\u001b[10;20Hhome", "home")]
    [TestCase("\u001b]0;a title\aafter", "after")]
    [TestCase("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [TestCase("\u001b(Bx\u001b7y", "xy")]
    [TestCase("a\0b\bc\u007fd\u0085e", "abcde")]
    [TestCase("ends within \u001b[31", "ends within ")]
    [TestCase("ends within \u001b]0;title", "ends within ")]
    [TestCase("ends with \u001b", "ends with ")]
    [TestCase("\u001b[31m\u001b[0m", "")]
    public void Of_Line_HoldsOnlyWhatIsRead(string line, string expected) => Assert.That(PlainText.Of(line), Is.EqualTo(expected));
}
