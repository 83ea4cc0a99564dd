using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ServeMulti.Processes;

public sealed class ProcessEnderTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly ProcessIdentity Member = new(int.MaxValue, 7);

    private readonly FakeTimeProvider _clock = new();
    private readonly ProcessEnder _ender;

    public ProcessEnderTests() => _ender = new ProcessEnder(_clock, NullLogger.Instance);

    [Test]
    public async Task EndAsync_NoneAlive_SignalsNothing()
    {
        var family = new FakeFamily();

        await _ender.EndAsync(family, Grace, CancellationToken.None);

        Assert.That(family.Calls, Is.Empty);
    }

    [Test]
    public async Task EndAsync_EndsWhenAsked_IsNotKilled()
    {
        var family = new FakeFamily(Member);
        family.OnAsk = family.Clear;

        await _ender.EndAsync(family, Grace, CancellationToken.None);

        Assert.That(family.Calls, Is.EqualTo(new[] { "ask" }));
    }

    [Test]
    public async Task EndAsync_GraceElapses_Kills()
    {
        var family = new FakeFamily(Member);
        family.OnAsk = () => _clock.Advance(Grace);
        family.OnKill = family.Clear;

        await _ender.EndAsync(family, Grace, CancellationToken.None);

        Assert.That(family.Calls, Is.EqualTo(new[] { "ask", "kill" }));
    }

    [Test]
    public async Task EndAsync_ZeroGrace_KillsWithoutAsking()
    {
        var family = new FakeFamily(Member);
        family.OnKill = family.Clear;

        await _ender.EndAsync(family, TimeSpan.Zero, CancellationToken.None);

        Assert.That(family.Calls, Is.EqualTo(new[] { "kill" }));
    }

    [Test]
    public async Task EndAsync_HurriedFromTheStart_KillsWithoutAsking()
    {
        var family = new FakeFamily(Member);
        family.OnKill = family.Clear;

        await _ender.EndAsync(family, Grace, new CancellationToken(canceled: true));

        Assert.That(family.Calls, Is.EqualTo(new[] { "kill" }));
    }

    [Test]
    public async Task EndAsync_MemberAppearsAfterTheKill_IsKilledToo()
    {
        var family = new FakeFamily(Member);
        var kills = 0;
        family.OnKill = () =>
        {
            family.Clear();
            kills++;
            if (kills == 1)
            {
                family.Living.Add(new ProcessIdentity(int.MaxValue, 8));
            }
        };

        await _ender.EndAsync(family, TimeSpan.Zero, CancellationToken.None);

        Assert.That(family.Calls, Is.EqualTo(new[] { "kill", "kill" }));
    }

    [Test]
    public void EndAsync_CannotBeKilled_SaysWhichProcess()
    {
        var family = new FakeFamily(Member);
        family.OnKill = () => _clock.Advance(ProcessEnder.KillLimit);

        Assert.That(
            () => _ender.EndAsync(family, TimeSpan.Zero, CancellationToken.None),
            Throws.TypeOf<ProcessStopException>().With.Message.Contains($"{Member.Id}")
        );
    }

    private sealed class FakeFamily : IProcessFamily
    {
        public FakeFamily(params ProcessIdentity[] living) => Living = [.. living];

        public List<ProcessIdentity> Living { get; }

        public List<string> Calls { get; } = [];

        public Action OnAsk { get; set; } = () => { };

        public Action OnKill { get; set; } = () => { };

        public void Clear() => Living.Clear();

        public IReadOnlyList<ProcessIdentity> FindLiving() => [.. Living];

        public void Ask()
        {
            Calls.Add("ask");
            OnAsk();
        }

        public void Kill()
        {
            Calls.Add("kill");
            OnKill();
        }

        public void NoteLeaderExited() { }
    }
}
