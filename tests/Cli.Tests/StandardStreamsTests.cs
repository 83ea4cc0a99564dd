namespace ServeMulti.Cli;

/// <summary>Standard output or standard error that is closed or full: nothing breaks, no stack trace is printed, and a sweep keeps
/// everything.</summary>
[TestFixture]
[Platform("Linux", Reason = "The shell closes the streams; /dev/full is full.")]
public sealed class StandardStreamsTests
{
    private static readonly string[] Verbs =
    [
        "--version",
        "--help",
        "bench --help",
        "report --help",
        "bench --port 9 --num-prompts 1 --model m",
        "report nowhere",
        "--no-such-option",
        "simulate --help",
    ];

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task AnyVerb_StreamClosedOrFull_EndsWithoutAStackTrace(
        [ValueSource(nameof(Verbs))] string verb,
        [Values(">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", ">/dev/full 2>/dev/full")] string streams
    )
    {
        using var process = CliProcess.StartShell(_folder.Path, $"'{CliProcess.Executable}' {verb} {streams}; echo $? > code");
        await process.WaitForExitAsync();

        Assert.That(
            int.Parse(File.ReadAllText(_folder.At("code")), System.Globalization.CultureInfo.InvariantCulture),
            Is.LessThanOrEqualTo(3),
            process.ToString()
        );
        Assert.That(process.Error.Concat(process.Output), Has.None.Contains("   at ").And.None.Contains("Unhandled exception"));
    }

    [Test]
    public async Task Version_StandardOutputFull_SaysSoInOneLineAndFails()
    {
        using var process = CliProcess.StartShell(_folder.Path, $"'{CliProcess.Executable}' --version > /dev/full; echo $? > code");
        await process.WaitForExitAsync();

        Assert.That(
            process.Error,
            Has.Count.EqualTo(1).And.Some.StartsWith("error: Standard output could not be written: "),
            process.ToString()
        );
        Assert.That(File.ReadAllText(_folder.At("code")).Trim(), Is.EqualTo("3"));
    }

    [TestCase(">&-")]
    [TestCase("2>&-")]
    [TestCase("<&- >&- 2>&-")]
    [TestCase("> /dev/full")]
    [TestCase("2> /dev/full")]
    [TestCase("> /dev/full 2> /dev/full")]
    public async Task Sweep_StreamClosedOrFull_KeepsEverything(string streams)
    {
        using var whole = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "-e", "whole"]);
        var options = string.Join(' ', _folder.Options.Select(word => $"'{word}'"));

        using var process = CliProcess.StartShell(
            _folder.Path,
            $"'{CliProcess.Executable}' {options} --show-stdout -e a {streams}; echo $? > code"
        );
        await process.WaitForExitAsync();

        Assert.That(File.ReadAllText(_folder.At("code")).Trim(), Is.EqualTo("0"), process.ToString());
        var expected = _folder.ReadResults("whole");
        Assert.That(_folder.ReadResults("a").Keys, Is.EquivalentTo(expected.Keys));
        Assert.That(
            _folder.ReadResults("a").Where(file => Path.GetFileName(file.Key).StartsWith("run=", StringComparison.Ordinal)),
            Is.EquivalentTo(expected.Where(file => Path.GetFileName(file.Key).StartsWith("run=", StringComparison.Ordinal)))
        );
        Assert.That(process.FindLeftovers(), Is.Empty);
    }
}
