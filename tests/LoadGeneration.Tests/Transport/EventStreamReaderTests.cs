using System.Net.ServerSentEvents;
using System.Text;
using CsCheck;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

[TestFixture]
public sealed class EventStreamReaderTests
{
    private static readonly string[] Pieces =
    [
        "data",
        "data: ",
        "data:",
        ":",
        " ",
        "\n",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "event",
        "event: error\n",
        "id: 1\n",
        "x",
        "{\"a\":1}",
        "ü€😀",
        "\uFEFF",
    ];

    private static readonly Gen<string> Stream = Gen.OneOf(Pieces).List[0, 40].Select(string.Concat);

    [Test]
    public void Read_AnyTextInAnyPieces_IsReadAsTheStandardLibraryReadsIt() =>
        Gen.Select(Stream, Gen.Int[1, 9])
            .Sample((text, length) => Read(text, length).Select(item => item.Data).SequenceEqual(ReadByStandardLibrary(text)));

    [TestCase("event: error\ndata: a\n\ndata: b\n\n", "error", "message")]
    [TestCase("data: a\nevent: error\n\nevent: x\nevent: y\ndata: b\n\n", "error", "y")]
    [TestCase(
        "event: error\n\ndata: a\n\nevent\ndata: b\n\n",
        "message",
        "message",
        Description = "an event without data is none, and its type is forgotten"
    )]
    public void Read_Type_IsThatOfTheEvent(string text, params string[] types) =>
        Assert.That(Read(text, 3).Select(item => item.Type), Is.EqualTo(types));

    [Test]
    public void Read_TextAfterTheLastEvent_IsNoEvent() =>
        Assert.That(Read("data: a\n\ndata: b\n", 100), Is.EqualTo(new[] { ("message", "a") }));

    [Test]
    public void Read_EventInManyPieces_IsGivenOnceAndWhole()
    {
        var data = new string('x', 10_000);
        Assert.That(Read($"data: {data}\ndata: y\n\n", 7), Is.EqualTo(new[] { ("message", data + "\ny") }));
    }

    [TestCase("data: {0}\n\n", 6)]
    [TestCase("data: x\ndata: {0}\n\n", 10)]
    public void Read_EventOfAlmostOneMebibyte_IsGiven(string format, int rest)
    {
        var text = string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            format,
            new string('x', EventStreamReader.Longest - rest)
        );
        Assert.That(Read(text, 50_000), Has.Count.EqualTo(1));
    }

    [TestCase("data: ", "x")]
    [TestCase("", "data: 0123456789\n")]
    [TestCase("data: x\n", "data:\n")]
    [TestCase(": ", "x")]
    [TestCase("data: x\nid: ", "x")]
    public void Read_MoreThanOneMebibyte_IsRefusedAndNotKept(string before, string again)
    {
        var text = before + string.Concat(Enumerable.Repeat(again, 12 * EventStreamReader.Longest / again.Length));
        Assert.That(() => Read(text, 50_000), Throws.TypeOf<HttpIOException>().With.Message.Contains("1 MiB"));
    }

    private static List<(string Type, string Data)> Read(string text, int length)
    {
        List<(string, string)> events = [];
        var reader = new EventStreamReader();
        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(length))
        {
            reader.Read(piece, (type, data) => events.Add((type.Length == 0 ? "message" : type, Encoding.UTF8.GetString(data))));
        }

        return events;
    }

    // It does not forget the type of an event without data, as the standard wants it: data alone is compared.
    private static IEnumerable<string> ReadByStandardLibrary(string text) =>
        SseParser.Create(new MemoryStream(Encoding.UTF8.GetBytes(text))).Enumerate().Select(item => item.Data);
}
