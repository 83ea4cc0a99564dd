using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Testing;
using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>Hosts that end without stopping their child, and the next host that finds it.</summary>
[Platform("Linux", Reason = "What is left is found through /proc.")]
public sealed class ProcessLedgerTests
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private string _path = "";

    [SetUp]
    public void MakePath() => _path = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N") + ".jsonl");

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [TestCase("echo $$; exec sleep 1000", TestName = "EndLeftoversAsync_HostKilled_EndsItsChild")]
    [TestCase("setsid sh -c 'echo $$; exec sleep 1000' & wait", TestName = "EndLeftoversAsync_HostKilled_EndsAGrandchildWithItsOwnSession")]
    [TestCase("env -i sleep 1000 & echo $!; wait", TestName = "EndLeftoversAsync_HostKilled_EndsAGrandchildWithoutItsEnvironment")]
    [TestCase("sleep 1000 & echo $!; exit", TestName = "EndLeftoversAsync_HostKilledAfterTheLeaderExited_EndsTheWorker")]
    public async Task EndLeftoversAsync_HostKilled_EndsWhatItLeft(string script)
    {
        var worker = await LeaveBehindAsync(script);
        using var stranger = Process.Start("sleep", "1000");
        try
        {
            Assert.That(ScriptChild.IsRunning(worker), Is.True, "it outlives its killed host");

            var ended = await new ProcessLedger(_path).EndLeftoversAsync(Grace).WaitAsync(HangLimit);

            Assert.That(ended, Does.Contain(worker));
            Assert.That(ScriptChild.IsRunning(worker), Is.False);
            Assert.That(stranger.HasExited, Is.False);
            Assert.That(await new ProcessLedger(_path).EndLeftoversAsync(Grace), Is.Empty, "it is ended once");
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Test]
    public async Task EndLeftoversAsync_IgnoresSigTerm_Kills()
    {
        var worker = await LeaveBehindAsync("trap '' TERM; echo $$; while :; do sleep 0.05; done");

        await new ProcessLedger(_path).EndLeftoversAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(HangLimit);

        Assert.That(ScriptChild.IsRunning(worker), Is.False);
    }

    [Test]
    public async Task EndLeftoversAsync_LedgerHasOnlyTheIntention_FindsItByItsMark()
    {
        var worker = await LeaveBehindAsync("echo $$; exec sleep 1000");
        await RewriteAsync(line => line.Contains("\"started\"", StringComparison.Ordinal) ? null : line);

        await new ProcessLedger(_path).EndLeftoversAsync(Grace).WaitAsync(HangLimit);

        Assert.That(ScriptChild.IsRunning(worker), Is.False);
    }

    [Test]
    public async Task EndLeftoversAsync_IdUsedAgainByAStranger_LeavesItAlone()
    {
        using var stranger = Process.Start("sleep", "1000");
        try
        {
            await LeaveBehindAsync("echo $$; exec sleep 1000");
            await RewriteAsync(line => ReplaceId(line, stranger.Id));

            var ended = await new ProcessLedger(_path).EndLeftoversAsync(Grace).WaitAsync(HangLimit);

            Assert.That(stranger.HasExited, Is.False);
            Assert.That(ended.Select(process => process.Id), Does.Not.Contain(stranger.Id));
        }
        finally
        {
            stranger.Kill();
        }
    }

    /// <summary>Whoever can write the record must not be able to end what is not ours.</summary>
    [TestCase("exec sleep 1000", TestName = "EndLeftoversAsync_RecordNamesAProcessWithoutTheMark_LeavesAndNamesIt")]
    [TestCase("setsid sh -c 'sleep 1000 & wait' & wait", TestName = "EndLeftoversAsync_RecordNamesATreeWithoutTheMark_LeavesAndNamesIt")]
    public async Task EndLeftoversAsync_RecordNamesAStranger_LeavesAndNamesIt(string script)
    {
        var worker = await LeaveBehindAsync("echo $$; exec sleep 1000");
        using var stranger = Process.Start("setsid", ["--wait", "sh", "-c", script]);
        try
        {
            var identity = ProcFs.TryRead(stranger.Id)!.Value.Identity;
            await RewriteAsync(line => ReplaceIdentity(line, identity));
            var logger = new FakeLogger<ProcessLedger>();

            var ended = await new ProcessLedger(_path, logger: logger).EndLeftoversAsync(TimeSpan.Zero).WaitAsync(HangLimit);

            Assert.That(ended, Is.EqualTo([worker]), "what carries the mark is ended, whatever the record says besides");
            Assert.That(stranger.HasExited, Is.False);
            Assert.That(
                logger.Collector.GetSnapshot().Select(record => record.Message),
                Has.Exactly(1).StartsWith($"Left running: process {stranger.Id} (").And.Exactly(1).Contains(_path)
            );
            Assert.That(await new ProcessLedger(_path, logger: logger).EndLeftoversAsync(TimeSpan.Zero), Is.Empty);
            Assert.That(
                logger.Collector.GetSnapshot().Count(record => record.Message.StartsWith("Left running: ", StringComparison.Ordinal)),
                Is.EqualTo(2),
                "it is named as long as it runs"
            );
        }
        finally
        {
            stranger.Kill(entireProcessTree: true);
        }
    }

    [Test]
    public async Task EndLeftoversAsync_MarkWithinTheValueOfAVariable_IsNoMark()
    {
        await LeaveBehindAsync("echo $$; exec sleep 1000");
        var mark = Regex.Match(await File.ReadAllTextAsync(_path), "SERVEMULTI_MARK_[0-9A-F]{32}").Value;
        using var stranger = Process.Start(new ProcessStartInfo("sleep", "1000") { Environment = { ["SAVED"] = $"A=1 {mark}=1" } })!;
        try
        {
            await new ProcessLedger(_path).EndLeftoversAsync(TimeSpan.Zero).WaitAsync(HangLimit);

            Assert.That(stranger.HasExited, Is.False);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Test]
    public async Task EndLeftoversAsync_MarkOfAProcessOlderThanTheHost_IsNoProof()
    {
        var worker = await LeaveBehindAsync("echo $$; exec sleep 1000");
        var whole = await File.ReadAllTextAsync(_path);
        await RewriteAsync(line =>
            line.Contains("\"host\"", StringComparison.Ordinal)
                ? Regex.Replace(line, "\"start_time\":\\d+", $"\"start_time\":{worker.StartTime + 1}")
                : line
        );

        Assert.That(await new ProcessLedger(_path).EndLeftoversAsync(TimeSpan.Zero), Is.Empty);
        Assert.That(ScriptChild.IsRunning(worker), Is.True);

        await File.WriteAllTextAsync(_path, whole);
        await new ProcessLedger(_path).EndLeftoversAsync(TimeSpan.Zero);
        Assert.That(ScriptChild.IsRunning(worker), Is.False);
    }

    [Test]
    public async Task EndLeftoversAsync_BootIsNotKnown_TouchesNothing()
    {
        var worker = await LeaveBehindAsync("echo $$; exec sleep 1000");
        var whole = await File.ReadAllTextAsync(_path);
        await RewriteAsync(line => Regex.Replace(line, "\"boot_id\":\"[^\"]*\"", "\"boot_id\":\"\""));

        Assert.That(await new ProcessLedger(_path).EndLeftoversAsync(TimeSpan.Zero), Is.Empty);
        Assert.That(ScriptChild.IsRunning(worker), Is.True);

        await File.WriteAllTextAsync(_path, whole);
        await new ProcessLedger(_path).EndLeftoversAsync(TimeSpan.Zero);
    }

    [Test]
    public async Task EndLeftoversAsync_MachineRestartedSince_TouchesNothing()
    {
        var worker = await LeaveBehindAsync("echo $$; exec sleep 1000");
        var whole = await File.ReadAllTextAsync(_path);
        var boot = (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id")).Trim();
        await File.WriteAllTextAsync(_path, whole.Replace(boot, Guid.NewGuid().ToString(), StringComparison.Ordinal));

        Assert.That(await new ProcessLedger(_path).EndLeftoversAsync(Grace), Is.Empty);
        Assert.That(ScriptChild.IsRunning(worker), Is.True);

        await File.WriteAllTextAsync(_path, whole);
        await new ProcessLedger(_path).EndLeftoversAsync(TimeSpan.Zero);
        Assert.That(ScriptChild.IsRunning(worker), Is.False);
    }

    [Test]
    public async Task EndLeftoversAsync_HostStillRuns_LeavesItsChildAlone()
    {
        await using var child = new ScriptChild(new ProcessLauncher(new ProcessLedger(_path)), "echo $$; exec sleep 1000");
        var own = await child.ReadProcessAsync();
        using var host = StartHost("echo $$; exec sleep 1000");
        var other = await ReadProcessAsync(host);

        Assert.That(await new ProcessLedger(_path).EndLeftoversAsync(Grace), Is.Empty);

        Assert.That(ScriptChild.IsRunning(own), Is.True);
        Assert.That(ScriptChild.IsRunning(other), Is.True);
        host.Kill();
        await host.WaitForExitAsync();
        await new ProcessLedger(_path).EndLeftoversAsync(TimeSpan.Zero);
        Assert.That(ScriptChild.IsRunning(other), Is.False);
    }

    [Test]
    public async Task StopAsync_ChildOfALedger_IsRecordedAsEnded()
    {
        var child = new ScriptChild(new ProcessLauncher(new ProcessLedger(_path)), "exit 0");

        await child.DisposeAsync();

        Assert.That(new LedgerFile(_path).ReadRunning(), Is.Empty);
    }

    [Test]
    public void Start_NoSuchExecutable_LeavesNothingToLookFor()
    {
        Assert.That(
            () => new ProcessLauncher(new ProcessLedger(_path)).Start(new ProcessSpec(new CommandLine("no-such-server-9f"))),
            Throws.TypeOf<ProcessStartException>()
        );
        Assert.That(new LedgerFile(_path).ReadRunning(), Is.Empty);
    }

    [Test]
    public async Task ProcessExit_MainReturnsWithoutStopping_KillsTheFamily()
    {
        using var host = StartHost("trap '' TERM; setsid sh -c 'echo $$; exec sleep 1000' & wait");
        var worker = await ReadProcessAsync(host);

        await host.StandardInput.WriteLineAsync();
        await host.WaitForExitAsync().WaitAsync(HangLimit);

        Assert.That(ScriptChild.IsRunning(worker), Is.False);
    }

    private async Task<ProcessIdentity> LeaveBehindAsync(string script)
    {
        using var host = StartHost(script);
        var worker = await ReadProcessAsync(host);
        host.Kill();
        await host.WaitForExitAsync();
        return worker;
    }

    private Process StartHost(string script)
    {
        var command = TestProgram.Command("TestHost", _path, "sh", "-c", script);
        return Process.Start(
            new ProcessStartInfo(command.Executable, command.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
    }

    private static async Task<ProcessIdentity> ReadProcessAsync(Process host)
    {
        var line = await host.StandardOutput.ReadLineAsync().WaitAsync(HangLimit);
        return ProcFs.TryRead(int.Parse(line!, CultureInfo.InvariantCulture))!.Value.Identity;
    }

    private async Task RewriteAsync(Func<string, string?> rewrite)
    {
        var lines = await File.ReadAllLinesAsync(_path);
        await File.WriteAllLinesAsync(_path, lines.Select(rewrite).OfType<string>());
    }

    private static string ReplaceIdentity(string line, ProcessIdentity identity) =>
        line.Contains("\"started\"", StringComparison.Ordinal)
            ? Regex.Replace(line, "\"pid\":\\d+,\"start_time\":\\d+", $"\"pid\":{identity.Id},\"start_time\":{identity.StartTime}")
            : line;

    private static string ReplaceId(string line, int id) =>
        line.Contains("\"started\"", StringComparison.Ordinal) ? Regex.Replace(line, "\"pid\":\\d+", $"\"pid\":{id}") : line;
}
