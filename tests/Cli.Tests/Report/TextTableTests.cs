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
}
