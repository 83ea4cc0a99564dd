using System.Globalization;
using ServeMulti.Parameters;

namespace ServeMulti.Processes;

[Platform(Exclude = "Win", Reason = "The children are shell scripts.")]
public sealed class ProcessStartTests
{
    private readonly ProcessLauncher _launcher = new();

    [Test]
    public void Start_NoSuchExecutable_NamesIt()
    {
        var spec = new ProcessSpec(new CommandLine("no-such-server-9f"));

        Assert.That(() => _launcher.Start(spec), Throws.TypeOf<ProcessStartException>().With.Message.Contains("'no-such-server-9f'"));
    }

    [Test]
    public void Start_FileWithoutPermission_SaysSo()
    {
        var file = Path.GetTempFileName();
        try
        {
            var spec = new ProcessSpec(new CommandLine(file));

            Assert.That(() => _launcher.Start(spec), Throws.TypeOf<ProcessStartException>().With.Message.Contains("permission"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void Start_LogFolderCannotBeMade_NamesTheLog()
    {
        var spec = new ProcessSpec(new CommandLine("echo")) { LogPath = "/dev/null/server.log" };

        Assert.That(() => _launcher.Start(spec), Throws.TypeOf<ProcessStartException>().With.Message.Contains("/dev/null/server.log"));
    }

    [Test]
    public async Task Start_Arguments_ArriveUnchanged()
    {
        string[] arguments = ["", "a b", "\"quoted\"", "$HOME", "*", "-n", "--", "tab\tline\nend", "ü€"];
        await using var child = _launcher.Start(new ProcessSpec(new CommandLine("printf", ["%s;", .. arguments])));

        var exit = await child.Exited.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(string.Join('\n', exit.RecentOutput), Is.EqualTo(string.Join(';', arguments) + ";"));
    }

    [TestCase(0)]
    [TestCase(7)]
    [Platform("Linux", Reason = "Other systems share the processors out between processes alone.")]
    public async Task Start_NiceHost_HasChildrenInSessionsAsNice(int niceness)
    {
        Assume.That("/proc/self/autogroup", Does.Exist);
        var ledger = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var host = TestProgram.Command(
            "TestHost",
            ledger,
            "sh",
            "-c",
            "echo \"$1 $(cut -d ' ' -f 2- /proc/self/autogroup) $(nice)\"",
            "sh",
            "a  b"
        );
        var spec = new ProcessSpec(new CommandLine("nice", ["-n", $"{niceness}", host.Executable, .. host.Arguments]));
        // The tests may run nicely themselves.
        var expected = Math.Min(19, int.Parse(File.ReadAllText("/proc/self/stat").Split(' ')[18], CultureInfo.InvariantCulture) + niceness);
        var lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        await using var child = _launcher.Start(spec with { OutputReceived = line => lines.Writer.TryWrite(line) });

        Assert.That(
            await lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)),
            Is.EqualTo($"a  b nice {expected} {expected}")
        );
    }

    [Test]
    public async Task Start_Environment_IsAddedAndRemoved()
    {
        await using var child = new ScriptChild(
            _launcher,
            "echo \"$ADDED ${HOME-none}\"",
            spec =>
                spec with
                {
                    Environment = new Dictionary<string, string?> { ["ADDED"] = "yes", ["HOME"] = null },
                }
        );

        Assert.That(await child.ReadLineAsync(), Is.EqualTo("yes none"));
    }

    [Test]
    public async Task Start_WorkingDirectory_IsTheChilds()
    {
        await using var child = new ScriptChild(_launcher, "pwd", spec => spec with { WorkingDirectory = "/" });

        Assert.That(await child.ReadLineAsync(), Is.EqualTo("/"));
    }

    [Test]
    public async Task Identity_RunningProcess_IsItsIdAndStartTime()
    {
        await using var child = new ScriptChild(_launcher, "echo $$; exec sleep 1000");

        Assert.That(await child.ReadProcessAsync(), Is.EqualTo(child.Process.Identity));
    }
}
