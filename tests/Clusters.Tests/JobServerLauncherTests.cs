using ServeMulti.Clusters.Slurm;
using ServeMulti.Clusters.Submitting;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Clusters;

/// <summary>Servers as jobs of a real Slurm.</summary>
[Platform("Linux")]
public sealed class JobServerLauncherTests
{
    private readonly SlurmScheduler _scheduler = new(new ProcessLauncher());
    private string _folder = null!;

    [OneTimeSetUp]
    public static void StartCluster() => TestCluster.Require();

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("serve-multi-job-server-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Launch_Server_AnswersFromItsNodeAndIsGoneAfterwards()
    {
        var port = FreePort.Find();
        var spec = Spec($"{CliProgram.Executable} simulate serve demo --host 0.0.0.0 --port {port}");

        await using (var server = await Launcher().LaunchAsync(spec))
        {
            Assert.That(server.Endpoint, Is.EqualTo(new Uri($"http://127.0.0.1:{port}")));
            Assert.That(await server.FindProblemAsync(), Is.Null);
            Assert.That(server.Exited.IsCompleted, Is.False);
            Assert.That(Jobs(), Is.Not.Empty);
        }

        Assert.That(Jobs(), Is.Empty);
        using var client = new HttpClient();
        Assert.That(
            async () => await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health")),
            Throws.InstanceOf<HttpRequestException>()
        );
    }

    [Test]
    public async Task Exited_JobThatSomebodyCancels_SaysSo()
    {
        var spec = Spec("sleep 1000") with { CheckReadiness = false };
        await using var server = await Launcher().LaunchAsync(spec);

        var job = Jobs();
        SlurmCluster.Run("scancel", job);
        var exit = await server.Exited;

        Assert.That(exit.Message, Is.EqualTo($"the server's job {job} on n1 was cancelled by somebody else"));
    }

    [Test]
    public void Launch_ServerThatEnds_SaysHowAndShowsItsOutput()
    {
        var spec = Spec("sh -c 'echo model not found; exit 3'") with { Endpoint = new Uri("http://127.0.0.1:1") };

        Assert.That(
            async () => await Launcher().LaunchAsync(spec),
            Throws
                .InstanceOf<ServerStartException>()
                .With.Message.Contains("on n1 ended with exit code 3.")
                .And.Message.Contains("model not found")
                .And.Property("ExitCode")
                .EqualTo(3)
        );
        Assert.That(Jobs(), Is.Empty);
    }

    [Test]
    public void Launch_NothingFreeInTime_CancelledAndSaid()
    {
        var launcher = Launcher(options =>
            options with
            {
                SchedulerOptions = ["--begin=now+1hour"],
                QueueTimeout = TimeSpan.FromSeconds(0.5),
            }
        );

        Assert.That(
            async () => await launcher.LaunchAsync(Spec("sleep 1000") with { CheckReadiness = false }),
            Throws.InstanceOf<ServerStartException>().With.Message.Contains("did not begin within 0.5 s: BeginTime.")
        );
        Assert.That(Jobs(), Is.Empty);
    }

    [Test]
    public async Task Launch_Environment_ReachesTheServerAndNoCommandLine()
    {
        var spec = Spec($"sh -c 'echo $SECRET_WORD > {_folder}/said; sleep 1000'") with
        {
            CheckReadiness = false,
            Environment = new Dictionary<string, string?> { ["SECRET_WORD"] = "hello there" },
        };
        await using var server = await Launcher().LaunchAsync(spec);

        SlurmCluster.WaitUntil(
            "the server says it",
            () => File.Exists(Path.Combine(_folder, "said")) && new FileInfo(Path.Combine(_folder, "said")).Length > 0
        );
        Assert.That(File.ReadAllText(Path.Combine(_folder, "said")), Is.EqualTo("hello there\n"));
    }

    [TestCase("gpu[07-09,12],login1", "gpu07")]
    [TestCase("gpu[1-2]-ib", "gpu1-ib")]
    [TestCase("n1,n2", "n1")]
    [TestCase("n1", "n1")]
    public void First_OfNodes_IsTheHead(string nodes, string expected) => Assert.That(NodeList.First(nodes), Is.EqualTo(expected));

    private JobServerLauncher Launcher(Func<JobServerOptions, JobServerOptions>? change = null)
    {
        var options = new JobServerOptions
        {
            SharedFolder = _folder,
            PollInterval = TimeSpan.FromSeconds(0.1),
            FindHost = _ => "127.0.0.1",
        };
        return new JobServerLauncher(_scheduler, change?.Invoke(options) ?? options);
    }

    private static ServerSpec Spec(string command) => new() { Command = CommandLine.Parse(command) };

    private static string Jobs() => SlurmCluster.Run("squeue", "--noheader", "--format=%A").Trim();
}
