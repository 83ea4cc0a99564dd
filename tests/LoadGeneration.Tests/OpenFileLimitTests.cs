using System.Globalization;
using System.Net.Sockets;
using ServeMulti.LoadGeneration.Transport;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class OpenFileLimitTests
{
    [TestCase(1024, 20, 160, 864)]
    [TestCase(1024, 500, 572, 452)]
    [TestCase(100, 20, 160, 0)]
    public void MostConnections_Limit_LeavesWhatTheProcessNeedsItself(int mostFiles, int openFiles, int own, int connections)
    {
        var limit = new OpenFileLimit(mostFiles, openFiles);
        Assert.That((limit.Own, limit.MostConnections), Is.EqualTo((own, connections)));
    }

    [Test]
    public void MostConnections_NoLimit_IsAnyNumber() => Assert.That(OpenFileLimit.None.MostConnections, Is.Null);

    [Test]
    [Platform(Exclude = "Win")]
    public void Check_SocketAmongTheFilesKeptFree_IsTooMany()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var file = (int)socket.Handle;
        Assert.That(
            () => new OpenFileLimit(file + 48, 0).Check(socket),
            Throws.TypeOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.TooManyOpenSockets)
        );
        Assert.That(() => new OpenFileLimit(file + 49, 0).Check(socket), Throws.Nothing);
        Assert.That(() => OpenFileLimit.None.Check(socket), Throws.Nothing);
    }

    [Test]
    [Platform(Include = "Linux")]
    public void Read_ThisProcess_IsWhatTheSystemSays()
    {
        var words = File.ReadLines("/proc/self/limits")
            .Single(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var limit = OpenFileLimit.Read();
        Assert.That(limit.MostFiles, Is.EqualTo(words[3] == "unlimited" ? null : int.Parse(words[3], CultureInfo.InvariantCulture)));
        Assert.That(limit.Own, Is.GreaterThan(Directory.GetFileSystemEntries("/proc/self/fd").Length));
    }
}
