// A service on the generic host: sweeps come from the services, use the parts that the host registers, log as the host does, and end when it stops.
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServeMulti;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

var output = Directory.CreateTempSubdirectory("serve-multi-service-").FullName;
try
{
    var first = await RunHostAsync(stopsAtFirstRun: true);
    Check(first.Report is null && first.Servers is { Started: 1, Running: 0 }, "a host that stops ends its sweep and its server");
    var second = await RunHostAsync(stopsAtFirstRun: false);
    Check(second.Report is { IsComplete: true, EarlierRuns: >= 1 }, "the next host goes on where the first one stopped");
    Check(
        second.Report!.ExecutedRuns + second.Report.EarlierRuns == 8 && second.Servers.Running == 0,
        "8 runs are done, and no server is left"
    );
    Console.WriteLine(
        $"A service on the packages, on {RuntimeInformation.FrameworkDescription} ({AppContext.TargetFrameworkName}): "
            + $"stopped after {second.Report.EarlierRuns} run, resumed: {second.Report.ExecutedRuns} more."
    );
}
finally
{
    Directory.Delete(output, recursive: true);
}

async Task<(SweepReport? Report, Servers Servers)> RunHostAsync(bool stopsAtFirstRun)
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.ClearProviders();
    builder.Services.AddSingleton<Servers>();
    builder.Services.AddSingleton<IServerLauncher>(services => services.GetRequiredService<Servers>().Launcher);
    builder.Services.AddSingleton<IBenchmarkRunner>(
        DelegateBenchmarkRunner.FromMetrics(_ => new Dictionary<string, double> { ["completed"] = 10, ["request_throughput"] = 5 })
    );
    builder.Services.AddSingleton<ICacheResetter>(new NoCacheReset());
    builder.Services.AddServeMulti(options => options with { OutputFolder = output });
    builder.Services.AddSingleton<SweepService>();
    builder.Services.AddHostedService(services => services.GetRequiredService<SweepService>());
    using var host = builder.Build();
    var service = host.Services.GetRequiredService<SweepService>();
    var servers = host.Services.GetRequiredService<Servers>();
    service.StopsAtFirstRun = stopsAtFirstRun;
    await host.RunAsync(); // It disposes the services at its end.
    return (service.Report, servers);
}

static void Check(bool holds, string claim)
{
    if (!holds)
    {
        throw new InvalidOperationException($"The service failed: expected that {claim}.");
    }
}

/// <summary>Servers of the host's own, which it counts.</summary>
internal sealed class Servers
{
    public Servers() =>
        Launcher = new DelegateServerLauncher(
            (spec, _) =>
            {
                Started++;
                Running++;
                return Task.FromResult<IRunningServer>(
                    new DelegateServer(
                        spec,
                        new Uri("http://127.0.0.1:8000"),
                        () =>
                        {
                            Running--;
                            return Task.CompletedTask;
                        }
                    )
                );
            }
        );

    public IServerLauncher Launcher { get; }

    public int Started { get; private set; }

    public int Running { get; private set; }
}

/// <summary>Runs one sweep, then stops the host.</summary>
internal sealed class SweepService(LocalSweepFactory sweeps, IHostApplicationLifetime lifetime) : BackgroundService
{
    public bool StopsAtFirstRun { get; set; }

    public SweepReport? Report { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // What follows may block, and on net8.0 the host's start would wait for it.
        var definition = new SweepDefinition
        {
            ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])),
            BenchParameters = ParameterSweep.Grid(("request_rate", [1, 4])),
            RunsPerCase = 2,
        };
        await using var sweep = sweeps.Create(definition, "nightly");
        try
        {
            Report = await sweep.RunAsync(
                item =>
                {
                    if (StopsAtFirstRun && item is RunFinished)
                    {
                        lifetime.StopApplication();
                        stoppingToken.WaitHandle.WaitOne(); // The sweep waits for its handler, so that the host stops after this run.
                    }
                },
                stoppingToken
            );
        }
        finally
        {
            lifetime.StopApplication();
        }
    }
}
