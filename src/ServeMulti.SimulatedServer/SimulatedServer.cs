using System.Globalization;
using System.Net.Sockets;
using ServeMulti.Simulation.Http;
using ServeMulti.Simulation.Options;
using ServeMulti.Simulation.Realtime;

namespace ServeMulti.Simulation;

/// <summary>A server with the HTTP API of vLLM and a simulated engine, for trying a sweep without a GPU.</summary>
/// <remarks>The flags, the cost of a step and worked examples are in <c>docs/reference/simulated-server.md</c>.</remarks>
public static class SimulatedServer
{
    /// <summary>Runs the server until it is stopped, and writes to the console.</summary>
    /// <param name="args">The command line: <c>[serve] [MODEL] [options]</c>.</param>
    /// <param name="cancellationToken">Stops the server, as SIGTERM and SIGINT do.</param>
    /// <returns>The exit code: 0 after a stop, 1 for invalid options or a port in use, else the code of the options that simulate a
    /// failure.</returns>
    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken) =>
        RunAsync(args, Console.Out, Console.Error, cancellationToken);

    /// <summary>Runs the server until it is stopped.</summary>
    /// <param name="args">The command line: <c>[serve] [MODEL] [options]</c>.</param>
    /// <param name="output">Receives a line with the address when the server listens, and one when it is ready.</param>
    /// <param name="error">Receives one line for an error.</param>
    /// <param name="cancellationToken">Stops the server, as SIGTERM and SIGINT do.</param>
    /// <returns>The exit code: 0 after a stop, 1 for invalid options or a port in use, else the code of the options that simulate a
    /// failure.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (args.Contains("--help") || args.Contains("-h"))
        {
            await output.WriteAsync(OptionParser.Help());
            return 0;
        }

        try
        {
            var options = OptionParser.Parse(args) with { IsDevMode = Environment.GetEnvironmentVariable("VLLM_SERVER_DEV_MODE") == "1" };
            return await ServeAsync(options, output, error, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (OptionException exception)
        {
            await error.WriteLineAsync($"error: {exception.Message} (--help lists the options)");
            return 1;
        }
    }

    private static async Task<int> ServeAsync(
        ServerOptions options,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        var warmUp = Task.Run(WarmUp.RunAsync, cancellationToken);
        using var engine = new EngineLoop(options.Engine);
        var state = new ServerState();
        await using var application = ServerHost.Build(options, new Router(options, engine, state).HandleAsync);
        var stopping = application.Lifetime.ApplicationStopping;

        // This comes first: the streams end at once, and the server need not wait for them.
        stopping.Register(engine.Dispose);
        if (options.StartupDelay == TimeSpan.Zero && options.ExitBeforeReady is null)
        {
            state.BecomeReady();
        }

        await warmUp;
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}");
            await error.WriteLineAsync($"error: cannot listen on {address}: {exception.Message} (choose another --host or --port)");
            return 1;
        }

        await output.WriteLineAsync($"Listening on {string.Join(", ", application.Urls)}");
        var starting = BecomeReadyAsync(options, state, output, stopping);
        _ = StopOnFailureAsync(state, application.Lifetime);
        await application.WaitForShutdownAsync(cancellationToken);
        await starting;
        if (!state.Failure.IsCompleted)
        {
            return 0;
        }

        (var exitCode, var reason) = await state.Failure;
        await error.WriteLineAsync($"error: {reason}");
        return exitCode;
    }

    private static async Task BecomeReadyAsync(ServerOptions options, ServerState state, TextWriter output, CancellationToken stopping)
    {
        await Task.Delay(options.StartupDelay, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        if (options.ExitBeforeReady is { } exitCode)
        {
            state.Fail(exitCode, "simulated failure: the server exits before it is ready (--exit-before-ready)");
            return;
        }

        state.BecomeReady();
        await output.WriteLineAsync($"Ready: {options.ModelName}");
    }

    private static async Task StopOnFailureAsync(ServerState state, IHostApplicationLifetime lifetime)
    {
        await state.Failure;
        lifetime.StopApplication();
    }
}
