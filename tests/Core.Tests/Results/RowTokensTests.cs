using System.Text;

namespace ServeMulti.Results;

[TestFixture]
public sealed class RowTokensTests
{
    private readonly TableColumns _columns = new();
    private readonly RowTokens _row = new();

    [SetUp]
    public void ReadFirst() => Read("""{"a":1,"b":"x"}""");

    [TestCase("""{"a":2,"b":"y"}""", "2", "\"y\"")]
    [TestCase("""{"a":-0.5e-07,"b":null}""", "-0.5e-07", "null")]
    [TestCase("""{"a":1E+16,"b":true}""", "1E+16", "true")]
    [TestCase("""{"a":0,"b":false}""", "0", "false")]
    [TestCase("""{"a":0.25,"b":""}""", "0.25", "\"\"")]
    [TestCase("""{"a":"} , {","b":12345678901234567890}""", "\"} , {\"", "12345678901234567890")]
    [TestCase("""{"a":"\"","b":"\\"}""", "\"\\\"\"", "\"\\\\\"")]
    [TestCase("""{"b":"y","a":2}""", "2", "\"y\"")]
    [TestCase("""{ "a" : 2 , "b" : [1, 2] }""", "2", "[1, 2]")]
    [TestCase("""{"b":3}""", "", "3")]
    [TestCase("""{"a":3}""", "3", "")]
    [TestCase("{}", "", "")]
    public void Read_Record_FindsItsValues(string record, string a, string b)
    {
        Read(record);
        Assert.That(Value(0), Is.EqualTo(a));
        Assert.That(Value(1), Is.EqualTo(b));
        Assert.That(_columns.Names, Is.EqualTo(["a", "b"]));
    }

    [Test]
    public void Read_NewColumn_IsAdded()
    {
        Read("""{"a":2,"c":3,"b":4}""");
        Assert.That(_columns.Names, Is.EqualTo(["a", "b", "c"]));
        Assert.That(Value(2), Is.EqualTo("3"));
        Read("""{"a":2}""");
        Assert.That(Value(2), Is.Empty);
    }

    /// <summary>A name that looks like a name, a value and another name is one name.</summary>
    [Test]
    public void Read_NameOfPunctuation_IsOneName()
    {
        var columns = new TableColumns();
        _row.Read("""{"x\":1,\"y":2}"""u8.ToArray(), columns);
        _row.Read("""{"x":1,"y":2}"""u8.ToArray(), columns);
        Assert.That(columns.Names, Is.EqualTo(["x\":1,\"y", "x", "y"]));
    }

    [TestCase("""{"a":1-2,"b":1}""")]
    [TestCase("""{"a":01,"b":1}""")]
    [TestCase("""{"a":1.,"b":1}""")]
    [TestCase("""{"a":.5,"b":1}""")]
    [TestCase("""{"a":1e,"b":1}""")]
    [TestCase("""{"a":-,"b":1}""")]
    [TestCase("""{"a":nul,"b":1}""")]
    [TestCase("""{"a":tru,"b":1}""")]
    [TestCase("""{"a":fals,"b":1}""")]
    [TestCase("""{"a":,"b":1}""")]
    [TestCase("""{"a":1}"b":1}""")]
    [TestCase("""{"a":1,"b":1,""")]
    [TestCase("""{"a":1,"b":1""")]
    [TestCase("""{"a":1,"b":"x""")]
    [TestCase("""["a":1,"b":1}""")]
    [TestCase("{\"a\":1,\"b\":\"\u0001\"}")]
    [TestCase("""{"new":1,"b":-}""")]
    public void Read_DamagedRecord_Throws(string record)
    {
        Assert.That(() => Read(record), Throws.InstanceOf<System.Text.Json.JsonException>());
        Assert.That(_columns.Names, Is.EqualTo(["a", "b"]));
        Read("""{"a":2,"b":3}""");
        Assert.That(Value(1), Is.EqualTo("3"));
    }

    private void Read(string record) => _row.Read(Encoding.UTF8.GetBytes(record), _columns);

    private string Value(int column) => Encoding.UTF8.GetString(_row[column]);
}
