using System.CommandLine;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Bench;

/// <summary><c>serve-multi bench</c>: runs one benchmark with the options, the output and the result file of <c>vllm bench
/// serve</c>.</summary>
internal static class BenchCommand
{
    private const string EndpointVariable = "SERVEMULTI_ENDPOINT";
    private const string AllowanceVariable = "SERVEMULTI_ALLOW_OTHER_ADDRESS";

    // The id of the library's log message about a failed run.
    private const int RunFailedEvent = 202;

    public static Command Create()
    {
        var command = new Command(
            "bench",
            "Sends requests to an OpenAI-compatible server and measures the answers (with the options of vllm bench serve)."
        );
        foreach (var option in BenchOptions.CreateAll().Concat(ResultFile.CreateOptions()).Append(ProgressLine.CreateOption()))
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var parameters = WithSeed(BenchOptions.ToParameters(parsed));
        using var progress = ProgressLine.Create(parsed);
        var logger = new WarningLogger<OpenAiBenchmarkRunner>((id, warning) => Warn(progress, id, warning));
        var runner = new OpenAiBenchmarkRunner(progress: progress, logger: logger);
        var request = ToRequest(parameters);
        Refuse(runner.FindProblems(request));
        var file = ResultFile.Of(parsed);
        var result = await runner.RunAsync(request, cancellationToken);
        progress.Clear();
        return await ReportAsync(result, file);
    }

    // Warnings about a load are shown at once, before it is sent. A failed run is reported as an error, so its log message is skipped.
    private static void Warn(ProgressLine progress, EventId id, string warning)
    {
        if (id.Id != RunFailedEvent)
        {
            progress.Clear();
            Console.Error.WriteLine($"warning: {ShortText.Printable(warning)}");
        }
    }

    /// <summary>Creates the request. In a sweep, the server is the one under test, and the options must not name another; else it is the
    /// default.</summary>
    private static BenchmarkRequest ToRequest(ParameterSet parameters) =>
        new()
        {
            Parameters = parameters,
            Endpoint = FindServerUnderTest() ?? new("http://127.0.0.1:8000"),
            AllowsOtherAddress = Environment.GetEnvironmentVariable(AllowanceVariable) == "1" || FindServerUnderTest() is null,
        };

    private static Uri? FindServerUnderTest()
    {
        if (Environment.GetEnvironmentVariable(EndpointVariable) is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new InvalidInputException(
                $"The environment variable {EndpointVariable} is not the address of a server, such as http://127.0.0.1:8000: '{ShortText.Printable(text)}'."
            );
    }

    // The original uses seed 0 for every run and so repeats its prompts, which are then in the server's prefix cache.
    private static ParameterSet WithSeed(ParameterSet parameters) =>
        parameters.TryFind("seed", out _) ? parameters : parameters.With("seed", RandomNumberGenerator.GetInt32(int.MaxValue));

    private static void Refuse(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }
    }

    private static async Task<int> ReportAsync(BenchmarkResult result, ResultFile? file)
    {
        if (!result.IsSuccess)
        {
            await Console.Error.WriteLineAsync($"error: {ShortText.Printable(result.Failure.Message)}");
            return ExitCodes.SomeFailed;
        }

        foreach (var remark in RunRemark.Of(result.Document))
        {
            await Console.Error.WriteLineAsync($"warning: {ShortText.Printable(remark.Text)}");
        }

        await SummaryTable.WriteAsync(Console.Out, result.Document);
        if (file is not null)
        {
            file.Write(result.Document);
            StandardStreams.OutputIsKept = true;
        }

        return ExitCodes.Done;
    }
}
