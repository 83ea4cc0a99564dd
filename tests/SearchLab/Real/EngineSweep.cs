using System.Net;
using System.Net.Sockets;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.SearchLab.Real;

/// <summary>The parts that a host would put together to search on the engine: its command, what starts it, what measures.</summary>
internal sealed class EngineSweep
{
    private readonly RealArguments _arguments;
    private readonly CommandLine _command;
    private readonly ProcessServerLauncher _launcher = new(
        new ProcessLauncher(),
        new ProcessServerOptions { PollInterval = TimeSpan.FromMilliseconds(100) }
    );
    private readonly OpenAiBenchmarkRunner _generator;
    private int _measurements;

    public EngineSweep(RealArguments arguments)
    {
        _arguments = arguments;
        _command = new(FindEngine(), "--port", $"{FindFreePort()}", "--parallel", $"{arguments.Slots}", "--layers", $"{arguments.Layers}");
        _generator = new(
            new OpenAiBenchmarkOptions
            {
                Prompts = new() { InputLength = arguments.InputLength, OutputLength = arguments.OutputLength },
            }
        );
    }

    public string Command => _command.ToString();

    /// <summary>Starts the engine.</summary>
    public Task<IRunningServer> StartAsync(CancellationToken cancellationToken) =>
        _launcher.LaunchAsync(new ServerSpec { Command = _command, Profile = ServerProfiles.LlamaCpp }, cancellationToken);

    /// <summary>Measures an engine that runs, once; each time with other prompts.</summary>
    /// <param name="server">The engine.</param>
    /// <param name="variable">What the load is.</param>
    /// <param name="load">The load.</param>
    /// <param name="time">How long requests are sent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServeMultiException">The run failed.</exception>
    public async Task<ResultDocument> MeasureAsync(
        IRunningServer server,
        LoadVariable variable,
        double load,
        TimeSpan time,
        CancellationToken cancellationToken
    )
    {
        var parameters = ParameterSet.Empty.With("time_limit", time.TotalSeconds);
        var request = new BenchmarkRequest
        {
            Endpoint = server.Endpoint,
            Parameters = variable.IsWhole ? parameters.With(variable.Name, (long)load) : parameters.With(variable.Name, load),
            RunNumber = _measurements++,
        };
        var result = await _generator.RunAsync(request, cancellationToken);
        return result.Document ?? throw new ServeMultiException($"A long run failed: {result.Failure!.Message}");
    }

    /// <summary>Searches once, on an engine of its own.</summary>
    /// <exception cref="ServeMultiException">The engine did not start, or a run failed.</exception>
    public async Task<SlaSearchResult> SearchAsync(
        ServiceLevel level,
        IResultStore store,
        IProgress<SweepEvent> progress,
        CancellationToken cancellationToken
    )
    {
        var options = new SlaSearchOptions { RunTime = _arguments.RunTime, Budget = _arguments.Budget };
        var definition = new SweepDefinition
        {
            ServeCommand = _command,
            ServerProfile = ServerProfiles.LlamaCpp,
            Search = new SearchDefinition
            {
                ServiceLevels = [level],
                Variable = _arguments.Variable,
                Options = options,
            },
        };
        var report = await new SweepRunner(_launcher, _generator, new NoCacheReset(), store).RunAsync(
            SweepPlanner.Plan(definition),
            progress,
            cancellationToken
        );
        return report.Answers.Count > 0
            ? report.Answers[0].Result
            : throw new ServeMultiException($"The search has no answer: {report.Failures[0].Failure.Message}");
    }

    private static string FindEngine()
    {
        // .../artifacts/bin/SearchLab/CONFIGURATION/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(
            own.Parent!.Parent!.FullName,
            "LlamaEngine",
            own.Name,
            OperatingSystem.IsWindows() ? "llama-engine.exe" : "llama-engine"
        );
        return File.Exists(path)
            ? path
            : throw new ServeMultiException($"The engine was not built: {path} does not exist. Run: dotnet build tests/SearchLab");
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
