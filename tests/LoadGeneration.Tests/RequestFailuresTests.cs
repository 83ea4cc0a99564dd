using System.Net.Sockets;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class RequestFailuresTests
{
    [TestCase(SocketError.TooManyOpenSockets, "client_limit")]
    [TestCase(SocketError.ProcessLimit, "client_limit")]
    [TestCase(SocketError.AddressNotAvailable, "client_limit")]
    [TestCase(SocketError.AddressAlreadyInUse, "client_limit")]
    [TestCase(SocketError.NoBufferSpaceAvailable, "client_limit")]
    [TestCase(SocketError.ConnectionRefused, "refused")]
    [TestCase(SocketError.HostUnreachable, "unreachable")]
    [TestCase(SocketError.TimedOut, "unreachable")]
    [TestCase(SocketError.ConnectionReset, "reset")]
    public void TryClassify_ErrorOfASocket_IsTheClientsOrTheServers(SocketError error, string reason)
    {
        var exception = new SocketException((int)error);
        Assert.That(RequestFailures.TryClassify(exception)?.CountedAs, Is.EqualTo(reason));
        Assert.That(
            RequestFailures.TryClassify(new HttpRequestException(HttpRequestError.ConnectionError, "x", exception))?.CountedAs,
            Is.EqualTo(reason)
        );
    }

    [Test]
    public void TryClassify_NoFileLeft_SaysWhoseLimitItIsAndWhatToDo() =>
        Assert.That(
            RequestFailures.TryClassify(new SocketException((int)SocketError.TooManyOpenSockets))?.Message,
            Is.EqualTo("The client has no file left for a connection: raise the limit (ulimit -n) or lower the load.")
        );
}
