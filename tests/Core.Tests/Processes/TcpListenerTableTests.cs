using System.Net;

namespace ServeMulti.Processes;

public sealed class TcpListenerTableTests
{
    private const string Tail =
        "00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 48213 1 0000000000000000 100 0 0 10 0";
    private const string TailOf6 =
        "00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0000000000000000 100 0 0 10 0";

    [TestCase("   0: 0100007F:1F40 " + Tail, "127.0.0.1", 8000, "48213")]
    [TestCase("  12: 00000000:0050 " + Tail, "0.0.0.0", 80, "48213")]
    [TestCase("   1: 00000000000000000000000000000000:1F41 " + TailOf6, "::", 8001, "777")]
    [TestCase("   2: 00000000000000000000000001000000:FFFF " + TailOf6, "::1", 65535, "777")]
    [TestCase("   3: 0000000000000000FFFF00000100007F:1F41 " + TailOf6, "::ffff:127.0.0.1", 8001, "777")]
    public void Parse_Listener_IsItsAddressAndInode(string line, string address, int port, string inode)
    {
        Assume.That(BitConverter.IsLittleEndian, "the lines are those of a little-endian machine");

        Assert.That(TcpListenerTable.Parse(line), Is.EqualTo(new TcpListenerEntry(new IPEndPoint(IPAddress.Parse(address), port), inode)));
    }

    [TestCase("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode")]
    [TestCase(
        "   0: 0100007F:1F40 0100007F:8F2C 01 00000000:00000000 00:00000000 00000000  1000        0 48213 1 0000000000000000 20 4 30 10 -1"
    )]
    [TestCase("   0: 0100007G:1F40 " + Tail)]
    [TestCase("   0: 0100:1F40 " + Tail)]
    [TestCase("   0: 0100007F:10000 " + Tail)]
    [TestCase("   0: 0100007F:FFFFFFFF " + Tail)]
    [TestCase("")]
    public void Parse_NoListener_IsNull(string line) => Assert.That(TcpListenerTable.Parse(line), Is.Null);
}
