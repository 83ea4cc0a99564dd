using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Prompts;

namespace ServeMulti.LoadGeneration;

/// <summary>Short ways to run the load generator in a test, and to read what it measured.</summary>
internal static class Bench
{
    /// <summary>Three tokens, the end, and no usage.</summary>
    public static string[] ThreeTokens { get; } =
    [
        """{"choices":[{"text":"a","finish_reason":null}]}""",
        """{"choices":[{"text":" b","finish_reason":null}]}""",
        """{"choices":[{"text":" c","finish_reason":"length"}]}""",
    ];

    public static string Usage { get; } = """{"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":3}}""";

    /// <summary>One request of a few words, without another one before it.</summary>
    public static OpenAiBenchmarkOptions One { get; } =
        new()
        {
            NumPrompts = 1,
            KeepsDetails = true,
            PromptForm = PromptForm.Words,
            Prompts = new() { InputLength = 4, OutputLength = 3 },
        };

    public static async Task<BenchmarkResult> RunAsync(
        StreamServer server,
        OpenAiBenchmarkOptions options,
        CancellationToken cancellationToken = default
    ) =>
        await new OpenAiBenchmarkRunner(options)
            .RunAsync(new() { Endpoint = server.Address }, cancellationToken)
            .WaitAsync(StreamServer.HangLimit, CancellationToken.None);

    /// <summary>Runs and returns the result, which must be there.</summary>
    public static async Task<ResultDocument> MeasureAsync(StreamServer server, OpenAiBenchmarkOptions options)
    {
        var result = await RunAsync(server, options);
        Assert.That(result.Failure, Is.Null);
        return result.Document!;
    }

    public static double Metric(this ResultDocument document, string name) =>
        document.TryFindMetric(name, out var value) ? value : throw new AssertionException($"The result has no {name}.");

    public static JsonElement Field(this ResultDocument document, string name) => document.Fields.Single(field => field.Key == name).Value;
}
