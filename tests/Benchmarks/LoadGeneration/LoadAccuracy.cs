using System.Globalization;
using System.Text.Json;
using ServeMulti.LoadGeneration;

namespace ServeMulti.Benchmarks;

/// <summary>How true the latencies of the load generator are, over each of its transports: against a server that stamps each token with the
/// instant at which it was sent.</summary>
/// <remarks>What the server is late by is in its stamps, and is no error of the client. An error is that of a statistic over all requests:
/// measured minus true.</remarks>
internal static class LoadAccuracy
{
    public const string Name = "accuracy";

    private const int Rounds = 3;
    private const double FirstMs = 50;
    private const double StreamSeconds = 2;

    /// <summary>Streams begin one by one, so that a run has three times as many requests as are open at once: growing, full,
    /// falling.</summary>
    private const int RequestsPerStream = 3;

    private const int UnpacedRequests = 600;
    private const int UnpacedTokens = 2000;

    private static readonly (int Streams, int TokensPerSecond)[] Loads =
    [
        (64, 50),
        (64, 100),
        (256, 50),
        (256, 100),
        (512, 50),
        (512, 100),
    ];

    /// <summary>The load whose errors have a limit. Server and client share the processors: two carry half as many streams.</summary>
    private static readonly (int Streams, int TokensPerSecond) Target = (Environment.ProcessorCount >= 4 ? 512 : 256, 100);

    private static readonly string[] Transports = ["sockets", "httpclient"];

    public static async Task MeasureAsync(SpeedTable table)
    {
        using var server = PacedServer.Start();
        var address = (await server.StandardOutput.ReadLineAsync())!;
        foreach ((var streams, var rate) in Loads)
        {
            foreach (var transport in Transports)
            {
                var rounds = await RepeatAsync(address, transport, streams, rate);
                var isTarget = (streams, rate) == Target && transport == "sockets";
                var name = $"{streams} streams x {rate} tokens/s, {transport}";
                table.Add($"{name}: TTFT mean error", [.. rounds.Select(values => values[0])], "ms");
                table.Add($"{name}: TTFT p99 error", [.. rounds.Select(values => values[1])], "ms", isTarget ? 10 : null);
                table.Add($"{name}: ITL mean error", [.. rounds.Select(values => values[2])], "ms");
                table.Add($"{name}: ITL p99 error", [.. rounds.Select(values => values[3])], "ms", isTarget ? 2 : null);
                table.Add($"{name}: CPU", [.. rounds.Select(values => values[4])], "cores");
            }
        }

        foreach (var transport in Transports)
        {
            var rounds = await RepeatAsync(address, transport, streams: 32, rate: 0);
            table.Add($"unpaced, 32 streams, {transport}: chunks per second and core", [.. rounds.Select(values => values[5] / 1e6)], "M");
        }

        await PacedServer.StopAsync(server);
    }

    /// <summary>Measures in this process.</summary>
    /// <param name="arguments">The server's address, the transport, the number of streams and the tokens per second of each; 0 for all at
    /// once.</param>
    /// <returns>The errors of the mean and the 99th percentile of TTFT and ITL in milliseconds, the processors used, and the chunks per
    /// second of processor time.</returns>
    public static async Task<double[]> MeasureHereAsync(string[] arguments)
    {
        var rate = double.Parse(arguments[3], CultureInfo.InvariantCulture);
        var options = OptionsFor(new(arguments[0]), arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture), rate);

        // Compiled code is measured.
        await new OpenAiBenchmarkRunner(options with { NumPrompts = Math.Max(3, options.NumPrompts / 4) }).RunAsync(new());
        var before = Environment.CpuUsage.TotalTime;
        var result = await new OpenAiBenchmarkRunner(options).RunAsync(new());
        var cpuSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        var document = result.Document ?? throw new InvalidOperationException(result.Failure!.Message);
        var fields = document.Fields.ToDictionary(field => field.Key, field => field.Value);
        var errors = rate == 0 ? [0, 0, 0, 0] : FindErrors(fields);
        return [.. errors, cpuSeconds / fields["duration"].GetDouble(), fields["total_output_tokens"].GetDouble() / cpuSeconds];
    }

    private static async Task<double[][]> RepeatAsync(string address, string transport, int streams, int rate)
    {
        var rounds = new double[Rounds][];
        for (var round = 0; round < Rounds; round++)
        {
            rounds[round] = await ChildMeasurement.MeasureAsync(Name, address, transport, $"{streams}", $"{rate}");
        }

        return rounds;
    }

    private static OpenAiBenchmarkOptions OptionsFor(Uri address, string transport, int streams, double rate)
    {
        var tokens = rate == 0 ? UnpacedTokens : (int)(StreamSeconds * rate);
        var pace = rate == 0 ? 0 : 1000 / rate;
        return new()
        {
            BaseUrl = address,
            Model = "m",
            MaxConcurrency = rate == 0 ? streams : null,
            RequestRate = rate == 0 ? double.PositiveInfinity : streams / ((FirstMs + ((tokens - 1) * pace)) / 1000),
            Burstiness = double.PositiveInfinity,
            NumPrompts = rate == 0 ? UnpacedRequests : RequestsPerStream * streams,
            Prompts = new() { InputLength = 8, OutputLength = tokens },
            ExtraBody = string.Create(CultureInfo.InvariantCulture, $$"""{"pace_ms":{{pace}},"first_ms":{{FirstMs}},"stamps":1}"""),
            KeepsDetails = rate != 0,
            Transport = transport == "sockets" ? ClientTransport.Sockets : ClientTransport.HttpClient,
        };
    }

    private static double[] FindErrors(Dictionary<string, JsonElement> fields)
    {
        List<double> firsts = [];
        List<double> gaps = [];
        foreach (var text in fields["generated_texts"].EnumerateArray())
        {
            double[] stamps =
            [
                .. text.GetString()!
                    .Replace(" token", "", StringComparison.Ordinal)
                    .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
                    .Select(stamp => double.Parse(stamp, CultureInfo.InvariantCulture) / 1e6),
            ];
            firsts.Add(stamps[1] - stamps[0]);
            gaps.AddRange(stamps.Skip(1).Zip(stamps.Skip(2), (one, next) => next - one));
        }

        return
        [
            Math.Abs(fields["mean_ttft_ms"].GetDouble() - firsts.Average()),
            Math.Abs(fields["p99_ttft_ms"].GetDouble() - Percentile99(firsts)),
            Math.Abs(fields["mean_itl_ms"].GetDouble() - gaps.Average()),
            Math.Abs(fields["p99_itl_ms"].GetDouble() - Percentile99(gaps)),
        ];
    }

    /// <summary>As the result has it: linear between the nearest ranks.</summary>
    private static double Percentile99(List<double> values)
    {
        values.Sort();
        var rank = 0.99 * (values.Count - 1);
        var at = (int)rank;
        return at + 1 < values.Count ? values[at] + ((rank - at) * (values[at + 1] - values[at])) : values[at];
    }
}
