using System.Diagnostics;

namespace ServeMulti.Processes;

/// <summary>What ends children, and knows them again, where there is no <c>/proc</c>: seen on Linux, where both ways work.</summary>
[Platform("Linux", Reason = "The children are shell scripts, found again in /proc.")]
public sealed class PortableMeansTests
{
    private readonly ProcessLauncher _launcher = new() { UsesPortableMeans = true };

    [Test]
    public async Task StopAsync_WillingProcess_EndsItBySigTerm()
    {
        await using var child = new ScriptChild(_launcher, "echo $$; exec sleep 1000");
        var leader = await child.ReadProcessAsync();

        await child.Process.StopAsync(TimeSpan.FromMinutes(5), CancellationToken.None);

        Assert.That((await child.WaitForExitAsync()).ExitCode, Is.EqualTo(128 + 15));
        Assert.That(ScriptChild.IsRunning(leader), Is.False);
    }

    [Test]
    public async Task DisposeAsync_UnwillingTree_KillsAllOfIt()
    {
        await using var child = new ScriptChild(
            _launcher,
            "trap '' TERM; sh -c 'trap \"\" TERM; echo $$; while :; do sleep 0.05; done' & wait"
        );
        var grandchild = await child.ReadProcessAsync();

        await child.Process.DisposeAsync();

        Assert.That((await child.WaitForExitAsync()).ExitCode, Is.EqualTo(128 + 9));
        Assert.That(ScriptChild.IsRunning(grandchild), Is.False);
    }

    [Test]
    public async Task Kill_ProcessThatExited_IsNoError()
    {
        using var process = Process.Start("true");
        await process.WaitForExitAsync();
        var family = new TreeProcessFamily(process, ProcessIdentities.Identify(process));

        Assert.That(family.Kill, Throws.Nothing);
        Assert.That(family.Ask, Throws.Nothing);
        Assert.That(family.FindLiving(), Is.Empty);
    }

    [Test]
    public async Task Identity_RunningProcess_IsFoundByItAndNoOther()
    {
        await using var child = new ScriptChild(_launcher, "echo $$; exec sleep 1000");
        var identity = await child.ReadProcessAsync();

        using var found = ProcessIdentities.TryFind(identity);
        Assert.That(found?.Id, Is.EqualTo(identity.Id));
        Assert.That(
            ProcessIdentities.IdentifyPortably(found!).StartTime,
            Is.GreaterThan(DateTime.UtcNow.AddDays(-1).Ticks).And.LessThanOrEqualTo(DateTime.UtcNow.AddMinutes(1).Ticks)
        );
        Assert.That(
            ProcessIdentities.TryFind(identity with { StartTime = identity.StartTime + 1 }),
            Is.Null,
            "the same id, another process"
        );
        Assert.That(ProcessIdentities.TryFind(identity with { StartTime = ProcessIdentities.UnknownStartTime }), Is.Null);
        await child.Process.DisposeAsync();
        Assert.That(ProcessIdentities.TryFind(identity), Is.Null);
    }
}
