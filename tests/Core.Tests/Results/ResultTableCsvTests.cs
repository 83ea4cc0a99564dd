using System.Text;
using CsCheck;
using CsvHelper;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

[TestFixture]
public sealed class ResultTableCsvTests
{
    private static readonly Gen<string> HostileText = Gen.OneOf(Gen.Char['\0', '\u00ff'], Gen.Char["\",\n\r=' \t\\;é日\u2028"])
        .Array[0, 12]
        .Select(text => new string(text));

    [Test]
    public void Write_AnyText_IsReadBackAsItWas() =>
        Gen.Select(HostileText.Array[1, 5], HostileText.Array[1, 5].Array[0, 5])
            .Sample(
                (columns, rows) =>
                {
                    var names = columns.Select((name, index) => $"{name}{index}").ToArray();
                    var runs = rows.Select(
                        (row, index) =>
                            new RunRecord(
                                Plain(ParameterSet.Empty),
                                index,
                                ResultDocument
                                    .FromMetrics([])
                                    .With(
                                        names
                                            .Take(row.Length)
                                            .Select((name, column) => KeyValuePair.Create(name, (ParameterValue)row[column]))
                                    )
                            )
                    );
                    var table = ResultTable.From(runs);
                    var read = Read(Write(table));
                    Assert.That(read[0], Is.EqualTo(table.Columns.Prepend("")));
                    for (var index = 0; index < rows.Length; index++)
                    {
                        Assert.That(
                            read[index + 1],
                            Is.EqualTo(table.Columns.Select(column => table.Rows[index][column].ToString()).Prepend($"{index}"))
                        );
                    }
                }
            );

    [Test]
    public void Write_Columns_AreInFirstSeenOrder()
    {
        var csv = Write(
            ResultTable.From([
                Run(Plain(new ParameterSet { { "a", 1 } }), 0, """{"x": 1, "y": [1], "z": {"q": 1}}"""),
                Run(Plain(new ParameterSet { { "b", 2 } }), 1, """{"y": 2, "w": 3, "x": 4}"""),
            ])
        );
        Assert.That(csv, Is.EqualTo(",x,run_number,a,y,w,b\n0,1,0,1,,,\n1,4,1,,2,3,2\n"));
    }

    [Test]
    public void Write_ParameterThatIsAnObject_IsAsPythonSpellsIt()
    {
        var sweep = ParameterSweep.Parse("""[{"compilation_config": {"mode": 3, "on": true}, "sizes": [1, 2]}]""", "test");
        var csv = Write(ResultTable.From([Run(Plain(sweep[0]), 0, "{}")]));
        Assert.That(csv, Is.EqualTo(",run_number,compilation_config,sizes\n0,0,\"{'mode': 3, 'on': True}\",\"[1, 2]\"\n"));
    }

    [Test]
    public void Write_NoRuns_IsOneEmptyField() => Assert.That(Write(ResultTable.From([])), Is.EqualTo("\"\"\n"));

    [Test]
    public void Write_ToAWriter_LeavesItOpen()
    {
        using var stream = new MemoryStream();
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        ResultTableCsv.Write(ResultTable.From([]), writer);
        writer.Write("more");
        writer.Flush();
        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Is.EqualTo("\"\"\nmore"));
    }

    [TestCase("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [TestCase("+1-2", "'+1-2")]
    [TestCase("-2+3", "'-2+3")]
    [TestCase("@SUM", "'@SUM")]
    [TestCase("\t=1", "'\t=1")]
    [TestCase("a=1", "a=1")]
    [TestCase("-inf", "-inf")]
    public void Write_QuotesFormulas_TextThatASpreadsheetWouldRunIsQuoted(string text, string expected)
    {
        var run = new RunRecord(Plain(ParameterSet.Empty), 0, ResultDocument.FromMetrics([new("=m", -1.5)]).With("text", text));
        var table = ResultTable.From([run]);
        using var quoted = new StringWriter();
        ResultTableCsv.Write(table, quoted, quotesFormulas: true);

        Assert.That(
            Read(quoted.ToString()),
            Is.EqualTo(new string[][] { ["", "'=m", "text", "run_number"], ["0", "-1.5", expected, "0"] })
        );
        Assert.That(Read(Write(table))[1][2], Is.EqualTo(text), "off by default");
    }

    [Test]
    public void Row_ColumnThatIsNotThere_IsEmpty()
    {
        var table = ResultTable.From([
            Run(Plain(ParameterSet.Empty), 0, """{"x": 1}"""),
            Run(Plain(ParameterSet.Empty), 1, """{"y": 1}"""),
        ]);
        Assert.That(table.Rows[0]["nowhere"].IsEmpty);
        Assert.That(table.Rows[0]["y"].IsEmpty);
        Assert.That(table.Rows[1]["x"].IsEmpty);
        Assert.That(table.Rows[0][99].IsEmpty);
    }

    private static string Write(ResultTable table)
    {
        using var text = new StringWriter();
        ResultTableCsv.Write(table, text);
        return text.ToString();
    }

    private static List<string[]> Read(string csv)
    {
        using var reader = CsvReader.FromText(
            csv,
            new CsvReaderOptions
            {
                HasHeader = false,
                Separator = ',',
                SkipEmptyLines = false,
            }
        );
        var records = new List<string[]>();
        while (reader.Read())
        {
            records.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return records;
    }
}
