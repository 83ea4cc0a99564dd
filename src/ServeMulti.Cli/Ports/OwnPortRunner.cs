using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Ports;

/// <summary>Executes benchmarks against the server's true port. What may ask another address than the server's is left as it is.</summary>
internal sealed class OwnPortRunner : IBenchmarkRunner
{
    private readonly IBenchmarkRunner _inner;

    public OwnPortRunner(IBenchmarkRunner inner) => _inner = inner;

    public IReadOnlyList<string> FindProblems(BenchmarkRequest request) => _inner.FindProblems(Move(request));

    public IReadOnlyList<string> FindMachineProblems(BenchmarkRequest request) => _inner.FindMachineProblems(Move(request));

    public CommandLine? CommandFor(BenchmarkRequest request) => _inner.CommandFor(Move(request));

    public Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default) =>
        _inner.RunAsync(Move(request), cancellationToken);

    private static BenchmarkRequest Move(BenchmarkRequest request)
    {
        if (
            request is not { Command: { } command, Endpoint: { } server, AllowsOtherAddress: false }
            || BenchClient.TryFind(command) is not { } client
        )
        {
            return request;
        }

        if (command.TryFindOption("base-url", out var url))
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var asked)
                ? With(
                    "base-url",
                    new UriBuilder(asked) { Port = server.Port }
                        .Uri.ToString()
                        .TrimEnd('/')
                )
                : request;
        }

        return client.TakesServerAddress && !command.HasOption("port") && !command.HasOption("host") ? request : With("port", server.Port);

        BenchmarkRequest With(string option, ParameterValue value) =>
            request with
            {
                Command = command.With(ParameterSet.Empty.With(option, value)),
            };
    }
}
