namespace ServeMulti.Cli.Report;

[TestFixture]
public sealed class TextTableTests
{
    [Test]
    public void ToString_TextAndNumbers_StandInColumns()
    {
        var table = new TextTable(1, "name", "value");
        table.Add("a", "1");
        table.Add("longer name", "12345678");

        Assert.That(
            table.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo(
                """
                name            value
                -----------  --------
                a                   1
                longer name  12345678

                """
            )
        );
    }

    [Test]
    public void ToString_WiderThanTheTerminal_SpreadsItsNumbersOverTables() =>
        Assert.That(
            Sample().ToString(36).ReplaceLineEndings("\n"),
            Is.EqualTo(
                """
                name  request_throughput
                ----  ------------------
                a             12.5 ± 0.1
                猫                  1250

                name  p99_ttft_ms  remarks
                ----  -----------  --------------
                a             104  9 of 90 failed
                猫              3  -

                """
            )
        );

    [Test]
    public void ToString_NotOneColumnFits_IsAParagraphPerRow() =>
        Assert.That(
            Sample().ToString(23).ReplaceLineEndings("\n"),
            Is.EqualTo(
                """
                name a
                  request_throughput
                           12.5 ± 0.1
                  p99_ttft_ms  104
                  remarks      9 of 90
                           failed

                name 猫
                  request_throughput
                           1250
                  p99_ttft_ms  3
                  remarks      -

                """
            )
        );

    [TestCase(8)]
    [TestCase(20)]
    [TestCase(33)]
    [TestCase(80)]
    public void ToString_AnyWidth_NoLineIsWider(int width) =>
        Assert.That(
            Sample().ToString(width).ReplaceLineEndings("\n").Split('\n'),
            Has.All.Matches<string>(line => Display.CellText.WidthOf(line!) <= width)
        );

    private static TextTable Sample()
    {
        var table = new TextTable(1, endsInText: true, "name", "request_throughput", "p99_ttft_ms", "remarks");
        table.Add("a", "12.5 ± 0.1", "104", "9 of 90 failed");
        table.Add("猫", "1250", "3", "-");
        return table;
    }
}
