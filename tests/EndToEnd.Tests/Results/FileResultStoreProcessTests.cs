using System.Diagnostics;
using System.Globalization;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>An experiment that real processes hold, and lose when they are killed.</summary>
[TestFixture]
public sealed class FileResultStoreProcessTests
{
    private const int Runs = 40;

    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);
    private static readonly Experiment Experiment = new()
    {
        Cases = [new BenchmarkCase { ServeCommand = new CommandLine("serve"), BenchCommand = new CommandLine("bench") }],
        RunsPerCase = Runs,
    };

    private readonly string _output = Directory.CreateTempSubdirectory("serve-multi-store-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_output, recursive: true);

    [Test]
    public async Task Begin_HeldByAnotherProcess_IsRefusedUntilItIsKilled()
    {
        using var holder = Start();
        Assert.That(await ReadLineAsync(holder), Is.EqualTo("begun"));
        {
            var second = Resume();
            var problems = (await second.InspectAsync(Experiment)).Problems;
            Assert.That(problems, Has.Count.EqualTo(1));
            Assert.That(
                problems[0],
                Does.StartWith(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Path.Combine(_output, "e")} is held by process {holder.Id} on {Environment.MachineName} since "
                    )
                )
            );
            Assert.That(() => second.OpenAsync(Experiment), Throws.InstanceOf<InvalidInputException>().With.Message.EqualTo(problems[0]));
        }

        holder.Kill();
        await holder.WaitForExitAsync().WaitAsync(HangLimit);
        var third = Resume();
        Assert.That((await third.InspectAsync(Experiment)).Problems, Is.Empty);
        await using var thirdSession = await third.OpenAsync(Experiment);
    }

    [Test]
    public async Task Save_HostIsKilledAgainAndAgain_EveryRunThatWasSaidToBeSavedIsThere()
    {
        var saved = new HashSet<int>();
        for (var kill = 0; kill < 4; kill++)
        {
            using var host = Start();
            Assert.That(await ReadLineAsync(host), Is.EqualTo("begun"));
            for (var run = 0; run < 5 + kill; run++)
            {
                await host.StandardInput.WriteLineAsync();
                var line = await ReadLineAsync(host);
                Assert.That(saved.Add(int.Parse(line!.Split(' ')[1], CultureInfo.InvariantCulture)), $"{line} a second time");
            }

            // It may be saving the next one at this moment.
            await host.StandardInput.WriteLineAsync();
            host.Kill();
            await host.WaitForExitAsync().WaitAsync(HangLimit);
            var rest = await host.StandardOutput.ReadToEndAsync();
            saved.UnionWith(
                rest.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))
            );
            var store = Resume();
            Assert.That(saved, Is.SubsetOf((await store.InspectAsync(Experiment)).Cases[0].FinishedRuns));
            saved.UnionWith((await store.InspectAsync(Experiment)).Cases[0].FinishedRuns);
        }

        using var last = Start();
        Assert.That(await ReadLineAsync(last), Is.EqualTo("begun"));
        for (var run = saved.Count; run < Runs; run++)
        {
            await last.StandardInput.WriteLineAsync();
        }

        last.StandardInput.Close();
        await last.WaitForExitAsync().WaitAsync(HangLimit);
        Assert.That(last.ExitCode, Is.Zero);
        var table = await StoredExperiment.ReadTableAsync(Path.Combine(_output, "e"));
        Assert.That(
            table.Rows.Select(row => row["request_throughput"].ToString()),
            Is.EqualTo(Enumerable.Range(0, Runs).Select(run => $"{run}.0"))
        );
        Assert.That(File.ReadAllLines(Path.Combine(_output, "e", "summary.csv")), Has.Length.EqualTo(Runs + 1));
        Assert.That(Directory.GetFiles(_output, "*.tmp", SearchOption.AllDirectories), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Begin_EightProcessesAtOnce_OneHoldsItAndTheOthersAreToldWho(bool isLeftByAKilledHost)
    {
        if (isLeftByAKilledHost)
        {
            using var killed = Start();
            Assert.That(await ReadLineAsync(killed), Is.EqualTo("begun"));
            killed.Kill();
            await killed.WaitForExitAsync().WaitAsync(HangLimit);
        }

        var hosts = Enumerable.Range(0, 8).Select(_ => Start()).ToArray();
        try
        {
            // The one that holds it waits for a line; all others end.
            var said = await Task.WhenAll(hosts.Select(ReadLineAsync));
            Assert.That(said.Count(line => line == "begun"), Is.EqualTo(1), string.Join('\n', said));
            Assert.That(
                said.Where(line => line != "begun"),
                Has.All.StartsWith($"refused: {Path.Combine(_output, "e")} ")
                    .And.All.Matches("is held by (process \\d+ on .+ since |another host)|exists; resume")
            );
            var holder = hosts[Array.IndexOf(said, "begun")];
            var late = Resume();
            Assert.That(
                (await late.InspectAsync(Experiment)).Problems,
                Has.Exactly(1).Contains(string.Create(CultureInfo.InvariantCulture, $"is held by process {holder.Id} on "))
            );
        }
        finally
        {
            foreach (var host in hosts)
            {
                host.StandardInput.Close();
                await host.WaitForExitAsync().WaitAsync(HangLimit);
                host.Dispose();
            }
        }
    }

    [Test]
    public async Task Begin_NoLockWorks_IsRefusedByTheRecordOfTheHolder()
    {
        using var holder = Start(locks: false);
        Assert.That(await ReadLineAsync(holder), Is.EqualTo("begun"));
        using (var second = Start(locks: false))
        {
            var owner = Path.Combine(_output, "e", "experiment.owner.json");
            var said = await ReadLineAsync(second);
            Assert.That(
                said,
                Does.StartWith(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"refused: {Path.Combine(_output, "e")} is held by process {holder.Id} on {Environment.MachineName} since "
                    )
                )
            );
            Assert.That(
                said,
                Does.EndWith(
                    $", as {owner} says. No lock works there, so it is unknown whether that host still runs; when it does not, remove that file, and resume."
                )
            );
            await second.WaitForExitAsync().WaitAsync(HangLimit);
            Assert.That(File.Exists(owner), "the record of the other is left alone");
        }

        holder.StandardInput.Close();
        await holder.WaitForExitAsync().WaitAsync(HangLimit);
        using var third = Start(locks: false);
        Assert.That(await ReadLineAsync(third), Is.EqualTo("begun"));
        third.StandardInput.Close();
        await third.WaitForExitAsync().WaitAsync(HangLimit);
    }

    private FileResultStore Resume() => new(_output, "e", new FileResultStoreOptions { Mode = ExperimentMode.Resume });

    private Process Start(bool locks = true)
    {
        var command = TestProgram.Command("StoreHost", _output, "e", Runs.ToString(CultureInfo.InvariantCulture));
        var start = new ProcessStartInfo(command.Executable, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = locks ? "0" : "1";
        return Process.Start(start)!;
    }

    private static Task<string?> ReadLineAsync(Process process) => process.StandardOutput.ReadLineAsync().WaitAsync(HangLimit);
}
