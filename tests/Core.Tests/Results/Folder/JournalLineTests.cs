using System.Text;

namespace ServeMulti.Results.Folder;

[TestFixture]
public sealed class JournalLineTests
{
    private static readonly FileStamp Stamp = new(
        17,
        new DateTimeOffset(2026, 11, 24, 6, 10, 13, TimeSpan.Zero).AddTicks(1234567),
        ContentHash.Of("content"u8)
    );

    private static byte[] Line => JournalLine.Compose("key", "folder", 3, Stamp, "{\"a\":1,\"b\":\"x\"}"u8.ToArray());

    [Test]
    public void Compose_Line_IsOneObjectOnOneLine() =>
        Assert.That(
            Encoding.UTF8.GetString(Line),
            Does.Match(
                "^{\"check\":\"[0-9a-f]{16}\",\"case\":\"key\",\"folder\":\"folder\",\"run\":3,\"bytes\":17,"
                    + "\"written\":\"2026-11-24T06:10:13.1234567\\+00:00\",\"sha256\":\"ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73\","
                    + "\"row\":{\"a\":1,\"b\":\"x\"}}\n$"
            )
        );

    [Test]
    public void TryParse_Line_GivesWhatWasComposed()
    {
        var (key, folder) = ("", "");
        Assert.That(JournalLine.TryParse(Line, ref key, ref folder, out var run, out var stamp));
        Assert.That((key, folder, run, stamp), Is.EqualTo(("key", "folder", 3, Stamp)));
        Assert.That(JournalLine.TryFindRecord(Line, out var record));
        Assert.That(Encoding.UTF8.GetString(record.Span), Is.EqualTo("{\"a\":1,\"b\":\"x\"}"));
    }

    [Test]
    public void TryParse_LineOfAnOlderVersion_HasNoHash()
    {
        var (key, folder) = ("", "");
        Assert.That(
            JournalLine.TryParse(
                "{\"case\":\"k\",\"folder\":\"f\",\"run\":1,\"bytes\":5,\"row\":{}}\n"u8,
                ref key,
                ref folder,
                out var run,
                out var stamp
            )
        );
        Assert.That((key, folder, run, stamp), Is.EqualTo(("k", "f", 1, new FileStamp(5, default, null))));
    }

    [Test]
    public void TryParse_AnyByteChanged_IsRefused()
    {
        var line = Line;
        for (var place = 0; place < line.Length; place++)
        {
            var damaged = line.ToArray();
            damaged[place] ^= 1;
            var (key, folder) = ("", "");
            Assert.That(JournalLine.TryParse(damaged, ref key, ref folder, out _, out _), Is.False, $"byte {place}");
        }
    }

    [TestCase("\"bytes\":5,\"written\":\"yesterday\",\"sha256\":\"00\",\"row\":{}}")]
    [TestCase("\"bytes\":5,\"written\":7,\"row\":{}}")]
    [TestCase("\"bytes\":5,\"written\":\"2026-11-24T06:10:13Z\",\"row\":{}}")]
    [TestCase(
        "\"bytes\":5,\"written\":\"2026-11-24T06:10:13Z\",\"sha256\":\"zz02b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f7300\",\"row\":{}}"
    )]
    [TestCase("\"bytes\":5,\"other\":1,\"row\":{}}")]
    public void TryParse_StrangeStamp_IsRefused(string end)
    {
        var (key, folder) = ("", "");
        var line = Encoding.UTF8.GetBytes("{\"case\":\"k\",\"folder\":\"f\",\"run\":1," + end + "\n");
        Assert.That(JournalLine.TryParse(line, ref key, ref folder, out _, out _), Is.False);
    }

    [Test]
    public void WithWriteTime_Line_ChangesNothingElse()
    {
        var later = Stamp.WrittenAt.AddMinutes(1);
        var (key, folder) = ("", "");
        var line = JournalLine.WithWriteTime(Line, later)!;
        Assert.That(JournalLine.TryParse(line, ref key, ref folder, out var run, out var stamp));
        Assert.That((key, folder, run, stamp), Is.EqualTo(("key", "folder", 3, Stamp with { WrittenAt = later })));
        Assert.That(JournalLine.TryFindRecord(line, out var record));
        Assert.That(Encoding.UTF8.GetString(record.Span), Is.EqualTo("{\"a\":1,\"b\":\"x\"}"));
    }

    [Test]
    public void Hash_Digits_AreReadBack()
    {
        var hash = ContentHash.Of("abc"u8);
        Assert.That(hash.ToString(), Is.EqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        Assert.That(ContentHash.TryParse(Encoding.UTF8.GetBytes(hash.ToString()), out var read));
        Assert.That(read, Is.EqualTo(hash));
        Assert.That(ContentHash.TryParse("ba78"u8, out _), Is.False);
    }
}
