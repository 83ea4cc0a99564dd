using System.Text.RegularExpressions;

namespace ServeMulti.Cli;

[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed partial class RunOrderTests
{
    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new SweepFolder();
        _folder.Write("serve.json", """[{"s": 1}, {"s": 2}]""");
        _folder.Write("bench.json", """[{"b": 1}, {"b": 2}]""");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("case-by-case")]
    [TestCase("rounds")]
    [TestCase("alternating")]
    [Platform("Linux", Reason = "What a killed host left is found in /proc.")]
    public async Task Sweep_KilledInTheMiddle_ResumesWithoutLossOrRepetition(string order)
    {
        using (var whole = await SweepAsync("-e", "whole", "--run-order", order))
        {
            Assert.That(whole.ExitCode, Is.Zero, whole.ToString());
        }

        File.Delete(_folder.At("begun"));
        _folder.BlockAtRun(6);
        using var killed = CliProcess.Start(_folder.Path, Arguments("-e", "a", "--run-order", order, "--show-stdout"));
        await killed.WaitForAsync("benchmark: blocked");
        killed.Kill();
        await killed.WaitForExitAsync();
        _folder.Unblock();

        using var resumed = await SweepAsync("--resume", "a", "--run-order", order);

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(resumed.Error, Has.Some.Contains("5 of them already done"));
        Assert.That(File.ReadAllLines(_folder.At("begun")), Has.Length.EqualTo(5 + 1 + 7), "the run that was killed begins again");
        Assert.That(_folder.ReadResults("a"), Is.EqualTo(_folder.ReadResults("whole")));
        Assert.That(killed.FindLeftovers(), Is.Empty);
        Assert.That(resumed.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task Sweep_Rounds_StartsTheServersInEveryRound()
    {
        using var sweep = await SweepAsync("-e", "a", "--run-order", "rounds");

        Assert.That(sweep.ExitCode, Is.Zero, sweep.ToString());
        Assert.That(
            sweep.Error.Select(line => Ready().Match(line)).Where(match => match.Success).Select(match => match.Value),
            Is.EqualTo(["server 1", "server 2", "server 1", "server 2", "server 1", "server 2"])
        );
        Assert.That(sweep.Error, Has.Some.Contains("note: Run order rounds:"));
    }

    [Test]
    public async Task DryRun_Rounds_StatesTheNumberOfServerStarts()
    {
        using var dryRun = await SweepAsync("-e", "a", "--run-order", "rounds", "--dry-run");

        Assert.That(dryRun.ExitCode, Is.Zero, dryRun.ToString());
        Assert.That(dryRun.Output[1], Is.EqualTo("server starts: 6, one per server and round (--run-order); case by case 2"));
    }

    [Test]
    public async Task Resume_AnotherOrder_IsRefusedInOneLine()
    {
        using (var first = await SweepAsync("-e", "a"))
        {
            Assert.That(first.ExitCode, Is.Zero, first.ToString());
        }

        using var resumed = await SweepAsync("--resume", "a", "--run-order", "rounds");

        Assert.That(resumed.ExitCode, Is.EqualTo(1), resumed.ToString());
        Assert.That(resumed.Error, Has.Count.EqualTo(1).And.One.Contains("run order changed: case-by-case -> rounds"));
    }

    [TestCase("--run-order takes case-by-case, rounds or alternating, not 'round'.", "round")]
    [TestCase("leave out one of the two", "alternating", "--shard", "1/2")]
    [TestCase("the plan has 3", "alternating", "--serve-params", "three.json")]
    public async Task Sweep_OrderThatCannotBe_IsRefusedInOneLine(string expected, string order, params string[] more)
    {
        _folder.Write("three.json", """[{"s": 1}, {"s": 2}, {"s": 3}]""");
        string[] arguments = [.. _folder.Options, "--run-order", order, .. more];
        using var refused = await CliProcess.RunAsync(
            _folder.Path,
            more.Contains("--serve-params") ? arguments : [.. arguments, "--serve-params", "serve.json"]
        );

        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Has.Count.EqualTo(1).And.One.StartsWith("error: ").And.One.Contains(expected));
    }

    private Task<CliProcess> SweepAsync(params string[] more) => CliProcess.RunAsync(_folder.Path, Arguments(more));

    private string[] Arguments(params string[] more) =>
        [.. _folder.Options, "--serve-params", "serve.json", "--bench-params", "bench.json", "--num-runs", "3", .. more];

    [GeneratedRegex("server [0-9]+(?=: ready)")]
    private static partial Regex Ready();
}
