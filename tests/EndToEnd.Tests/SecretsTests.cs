using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Testing;
using ServeMulti.Launching;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti;

/// <summary>A sweep on real processes whose servers and requests carry secrets: none of them is in a file, a log or an event.</summary>
[TestFixture]
[Platform("Linux", Reason = "The server is a shell script; modes of files.")]
[SupportedOSPlatform("linux")]
public sealed class SecretsTests
{
    private const string OfProfile = "profile-5ee9b1c2";
    private const string OfSweep = "sweep-77c01d3e";
    private const string OfHeader = "header-19fe20aa";
    private const string OfKey = "key-c3b5d991";
    private const string KeyVariable = "SERVEMULTI_SECRETS_TEST_KEY";

    private static readonly string[] Secrets = [OfProfile, OfSweep, OfHeader, OfKey];

    private readonly string _folder = Directory.CreateTempSubdirectory("serve-multi-secrets-").FullName;
    private readonly FakeLogCollector _logs = FakeLogCollector.Create(new FakeLogCollectorOptions());
    private readonly ConcurrentQueue<SweepEvent> _events = [];

    [SetUp]
    public void SetKey() => Environment.SetEnvironmentVariable(KeyVariable, OfKey);

    [TearDown]
    public void RemoveAll()
    {
        Environment.SetEnvironmentVariable(KeyVariable, null);
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Sweep_GoodAndBadRuns_TellsNoSecret()
    {
        var report = await SweepAsync();

        Assert.That(report.ExecutedRuns, Is.EqualTo(1), "one case is good");
        Assert.That(report.Failures, Is.Not.Empty, "a server that does not start, a request that is refused");
        var seen = File.ReadAllLines(Path.Combine(_folder, "seen"));
        Assert.That(seen, Is.All.EqualTo(Hash(OfProfile + OfSweep)).And.Length.GreaterThanOrEqualTo(2), "the servers got them");
        foreach (var secret in Secrets)
        {
            Assert.That(FilesWith(secret), Is.Empty);
            Assert.That(
                _logs
                    .GetSnapshot()
                    .Where(record =>
                        record.Message.Contains(secret, StringComparison.Ordinal)
                        || record.Exception?.ToString().Contains(secret, StringComparison.Ordinal) == true
                    ),
                Is.Empty
            );
            Assert.That(_events.Where(one => one.ToString().Contains(secret, StringComparison.Ordinal)), Is.Empty);
            Assert.That(
                _events.OfType<RunFailed>().Where(one => JsonSerializer.Serialize(one.Failure).Contains(secret, StringComparison.Ordinal)),
                Is.Empty
            );
            Assert.That(
                JsonSerializer.Serialize(report.Plan.Definition.ServerEnvironment is { Count: > 0 } ? report.Plan.Servers[0] : null),
                Does.Not.Contain(secret)
            );
        }

        Assert.That(_logs.GetSnapshot(), Is.Not.Empty);
    }

    [Test]
    public async Task Sweep_FilesThatMayHoldKeys_AreTheUsersOwn()
    {
        await SweepAsync();

        var open = Directory
            .EnumerateFiles(Path.Combine(_folder, "results"), "*", SearchOption.AllDirectories)
            .Where(file =>
                Path.GetFileName(file) is "experiment.json" or "case.json"
                || file.EndsWith(".failure.json", StringComparison.Ordinal)
                || file.EndsWith(".log", StringComparison.Ordinal)
            )
            .ToLookup(file => (File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0);

        Assert.That(open[true], Is.Empty);
        Assert.That(open[false].Select(Path.GetExtension).Distinct(), Is.EquivalentTo([".json", ".log"]));
    }

    private async Task<SweepReport> SweepAsync()
    {
        var script = Path.Combine(_folder, "secret-server");
        await File.WriteAllTextAsync(
            script,
            $"""
            #!/bin/sh
            printf %s "$PROFILE_SECRET$SWEEP_SECRET" | sha256sum | cut -d' ' -f1 >> '{_folder}/seen'
            exec {TestProgram.SimulatedServer(["serve", "m"])} "$@"
            """
        );
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var profile = new ServerProfile
        {
            Name = "secret",
            Commands = [ServerCommandPattern.ForProgram("secret-server")],
            DefaultHost = "127.0.0.1",
            Environment = new Dictionary<string, string?> { ["PROFILE_SECRET"] = OfProfile },
        };
        var store = new FileResultStore(Path.Combine(_folder, "results"), "a", logger: Logger<FileResultStore>());
        var processes = new ProcessLauncher(
            new ProcessLedger(Path.Combine(_folder, "results", "a", "processes.jsonl")),
            logger: Logger<ProcessLauncher>()
        );
        var runner = new SweepRunner(
            new ProcessServerLauncher(
                processes,
                new ProcessServerOptions { Profiles = [profile], PollInterval = TimeSpan.FromMilliseconds(50) },
                logger: Logger<ProcessServerLauncher>()
            ),
            new OpenAiBenchmarkRunner(
                new OpenAiBenchmarkOptions
                {
                    NumPrompts = 2,
                    Prompts = new() { InputLength = 4, OutputLength = 2 },
                    Headers = [new("X-Tenant", OfHeader)],
                    ApiKeyVariable = KeyVariable,
                },
                logger: Logger<OpenAiBenchmarkRunner>()
            ),
            new NoCacheReset(),
            store,
            logger: Logger<SweepRunner>()
        );
        return await runner.RunAsync(Plan(script), new EventQueue(_events));
    }

    private static SweepPlan Plan(string script) =>
        SweepPlanner.Plan(
            new SweepDefinition
            {
                ServeCommand = new CommandLine(script, "--port", TestProgram.FindFreePort().ToString(CultureInfo.InvariantCulture)),
                ServeParameters = [new() { { "max_num_seqs", 2 } }, new() { { "no_such_option", 1 } }],
                BenchParameters = [new() { { "endpoint", "/v1/completions" } }, new() { { "endpoint", "/nowhere" } }],
                RunsPerCase = 1,
                OnFailure = FailurePolicy.Continue,
                ServerEnvironment = new Dictionary<string, string?> { ["SWEEP_SECRET"] = OfSweep },
            }
        );

    private FakeLogger<T> Logger<T>() => new(_logs);

    private IEnumerable<string> FilesWith(string secret) =>
        Directory
            .EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Where(file =>
                file.Contains(secret, StringComparison.Ordinal)
                || File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0
            );

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed class EventQueue(ConcurrentQueue<SweepEvent> events) : IProgress<SweepEvent>
    {
        public void Report(SweepEvent value) => events.Enqueue(value);
    }
}
