using ServeMulti.Launching;

namespace ServeMulti.Testing;

public sealed class RecordingCacheResetterTests
{
    private readonly RecordingCacheResetter _resetter = new();
    private readonly FakeServer _server = new(new ServerSpec());

    [Test]
    public async Task ResetAsync_Twice_KeepsTheServers()
    {
        await _resetter.ResetAsync(_server);
        await _resetter.ResetAsync(_server);

        Assert.That(_resetter.Servers, Is.EqualTo(new[] { _server, _server }));
        Assert.That(_resetter.Resets, Is.EqualTo(2));
    }

    [Test]
    public async Task FailNextReset_Twice_FailsTwoResetsInOrder()
    {
        _resetter.FailNextReset("404");
        _resetter.FailNextReset(new IOException("disk"));

        Assert.That(() => _resetter.ResetAsync(_server), Throws.TypeOf<CacheResetException>().With.Message.EqualTo("404"));
        Assert.That(() => _resetter.ResetAsync(_server), Throws.TypeOf<IOException>());
        await _resetter.ResetAsync(_server);
        Assert.That(_resetter.Resets, Is.EqualTo(3));
    }

    [Test]
    public void FindProblem_AProblem_IsReturned()
    {
        _resetter.Problem = "no way to reset";
        _resetter.Description = "/reset";

        Assert.That(
            (_resetter.FindProblem(_server.Spec), _resetter.DescribeReset(_server.Spec)),
            Is.EqualTo(("no way to reset", "/reset"))
        );
    }
}
