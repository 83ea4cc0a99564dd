using System.Text;
using CsCheck;

namespace ServeMulti.LoadGeneration.Transport;

[TestFixture]
public sealed class HttpAnswerReaderTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [TestCase("HTTP/1.1 200\r\ncontent-length:5\r\n\r\nhello", "hello", TestName = "no reason, no space, other case")]
    [TestCase("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "hello", TestName = "LF alone")]
    [TestCase(
        "HTTP/1.1 100 Continue\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "hello",
        TestName = "an interim answer"
    )]
    [TestCase("HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 5\r\n\r\nhello", "hello", TestName = "a folded header")]
    [TestCase("HTTP/1.1 204 No Content\r\n\r\n", "")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "")]
    [TestCase(Chunked + "3\r\nhel\r\n002\r\nlo\r\n0\r\n\r\n", "hello")]
    [TestCase(Chunked + "A;ext=1\r\n0123456789\r\n0 \r\nTrailer: x\r\n\r\n", "0123456789", TestName = "extension and trailer")]
    [TestCase(
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "hello",
        TestName = "chunks go before a length"
    )]
    public void Read_WholeAnswerInAnyPieces_GivesItsContent(string answer, string content) =>
        Gen.Int[1, answer.Length].Sample(length => Read(answer, length) is (var read, { IsAtEnd: true }) && read == content);

    [Test]
    public void Read_NeitherLengthNorChunks_EndsWithTheConnection()
    {
        var (content, reader) = Read("HTTP/1.1 200 OK\r\n\r\nhello", 4);
        Assert.That((content, reader.EndsWithConnection, reader.IsAtEnd, reader.Head.IsFramed), Is.EqualTo(("hello", true, false, false)));
    }

    [TestCase("SSH-2.0-OpenSSH_9.6\r\n")]
    [TestCase("HTTP/2.0 200 OK\r\n")]
    [TestCase("HTTP/1.1 abc OK\r\n")]
    [TestCase("HTTP/1.1 2000 OK\r\n")]
    [TestCase("HTTP/1.1 099 OK\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nno colon\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n")]
    [TestCase(Chunked + "xyz\r\n")]
    [TestCase(Chunked + "\r\n")]
    [TestCase(Chunked + "-1\r\n")]
    [TestCase(Chunked + "ffffffffffffffff\r\n")]
    [TestCase(Chunked + "10000000000000000\r\n")]
    [TestCase(Chunked + "2\r\nhello\r\n")]
    public void Read_NotHttp_IsRefused(string answer) =>
        Gen.Int[1, answer.Length]
            .Sample(length =>
                Assert.That(
                    () => Read(answer, length),
                    Throws
                        .InstanceOf<HttpIOException>()
                        .With.Property(nameof(HttpIOException.HttpRequestError))
                        .EqualTo(HttpRequestError.InvalidResponse)
                )
            );

    [TestCase("HTTP/1.1 200 OK\r\nX: ")]
    [TestCase("HTTP/1.1 200 OK\r\n")]
    public void Read_HeadWithoutEnd_IsRefused(string begin) =>
        Assert.That(() => Read(begin + string.Concat(Enumerable.Repeat("X: y\r\n", 20_000)), 1000), Throws.InstanceOf<HttpIOException>());

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n", false)]
    [TestCase("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false)]
    [TestCase("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", true)]
    [TestCase("HTTP/1.1 200 OK\r\n\r\n", false)]
    public void KeepsConnection_Head_TellsWhetherAnotherRequestMayFollow(string answer, bool expected) =>
        Assert.That(Read(answer, 100).Reader.Head.KeepsConnection, Is.EqualTo(expected));

    [TestCase("application/json", true)]
    [TestCase("Application/JSON; charset=utf-8", true)]
    [TestCase("text/event-stream", false)]
    public void IsJson_ContentType_TellsByTheMediaType(string type, bool expected) =>
        Assert.That(Read($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n\r\n", 100).Reader.Head.IsJson, Is.EqualTo(expected));

    [Test]
    public void Restart_SecondAnswer_KnowsNothingOfTheFirst()
    {
        var (_, reader) = Read("HTTP/1.0 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\nx", 100);
        reader.Restart();
        var data = (ReadOnlySpan<byte>)Encoding.ASCII.GetBytes(Chunked);
        reader.Read(ref data);
        Assert.That(
            (reader.Head.Status, reader.Head.ReasonPhrase, reader.Head.IsJson, reader.Head.ContentLength, reader.Head.KeepsConnection),
            Is.EqualTo((200, "", false, (long?)null, true))
        );
    }

    [Test]
    public void Read_TwoAnswersAtOnce_LeavesTheSecond()
    {
        var reader = new HttpAnswerReader();
        var data = (ReadOnlySpan<byte>)"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1"u8;
        while (!reader.IsAtEnd)
        {
            reader.Read(ref data);
        }

        Assert.That(data.Length, Is.EqualTo(8));
    }

    private static (string Content, HttpAnswerReader Reader) Read(string answer, int length)
    {
        var reader = new HttpAnswerReader();
        List<byte> content = [];
        foreach (var piece in Encoding.ASCII.GetBytes(answer).Chunk(length))
        {
            ReadOnlySpan<byte> data = piece;
            while (!data.IsEmpty && !reader.IsAtEnd)
            {
                content.AddRange(reader.Read(ref data));
            }
        }

        return (Encoding.ASCII.GetString([.. content]), reader);
    }
}
