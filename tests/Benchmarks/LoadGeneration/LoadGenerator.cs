using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ServeMulti.LoadGeneration;

namespace ServeMulti.Benchmarks;

/// <summary>The load generator, over each of its transports, against a client in Python that does the same work, and against wrk, on a
/// server that costs next to nothing.</summary>
/// <remarks>Needs Debian's python3-aiohttp and wrk.</remarks>
internal static partial class LoadGenerator
{
    public const string Name = "load";

    private const int Rounds = 5;
    private const string Python = "/usr/bin/python3";

    // 128 arrivals a second that last 2 s each: 256 streams of 50 tokens a second.
    private static readonly string[] PacedStreams = ["rate", "128", "1280", "100", "20"];
    private static readonly string[] ConstantRate = ["rate", "1000", "5000", "1", "0"];
    private static readonly string[] Saturated = ["users", "32", "60000", "1", "0"];

    public static async Task MeasureAsync(SpeedTable table)
    {
        using var server = PacedServer.Start();
        var address = (await server.StandardOutput.ReadLineAsync())!;
        var (ours, overHttpClient, python) = (new Series(), new Series(), new Series());
        var (reached, wrk, floor) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.AddPaced(await ChildMeasurement.MeasureAsync(Name, [address, .. PacedStreams]));
            overHttpClient.AddPaced(await ChildMeasurement.MeasureAsync(Name, [address, .. PacedStreams, "httpclient"]));
            python.AddPaced(await MeasurePythonAsync(address, PacedStreams));
            floor.Add((await ChildMeasurement.MeasureAsync(ReceiveFloor.Name, [address, "256", "400", "20"]))[0]);
            ours.AddRate(await ChildMeasurement.MeasureAsync(Name, [address, .. ConstantRate]));
            overHttpClient.AddRate(await ChildMeasurement.MeasureAsync(Name, [address, .. ConstantRate, "httpclient"]));
            python.AddRate(await MeasurePythonAsync(address, ConstantRate));
            reached.Add((await ChildMeasurement.MeasureAsync(Name, [address, .. Saturated]))[3]);
            wrk.Add(await MeasureWrkAsync(address));
        }

        await PacedServer.StopAsync(server);
        table.Add("256 streams: CPU per 1,000 tokens, Python", python.Cpu, "ms");
        table.Add("256 streams: CPU per 1,000 tokens, ours", ours.Cpu, "ms", baseline: python.Cpu);
        table.Add("256 streams: CPU per 1,000 tokens, HttpClient", overHttpClient.Cpu, "ms", baseline: python.Cpu);
        table.Add("256 streams: CPU per 1,000 tokens, receiving alone", floor, "ms", baseline: python.Cpu);
        table.Add("256 streams: TTFT p99 added, Python", python.Added, "ms");
        table.Add("256 streams: TTFT p99 added, ours", ours.Added, "ms", baseline: python.Added);
        table.Add("256 streams: TTFT p99 added, HttpClient", overHttpClient.Added, "ms", baseline: python.Added);
        table.Add("1,000 requests/s: send lag p99, Python", python.Lag, "ms");
        table.Add("1,000 requests/s: send lag p99, ours", ours.Lag, "ms", baseline: python.Lag);
        table.Add("1,000 requests/s: send lag p99, HttpClient", overHttpClient.Lag, "ms", baseline: python.Lag);
        table.Add("32 in flight: requests/s, wrk", wrk, "");
        table.Add("32 in flight: requests/s, ours", reached, "", baseline: wrk);
        table.Add("CPU, ours in tenths of Python's", Ratios(ours.Cpu, python.Cpu, 10), "", limit: 1);
        table.Add("TTFT added, ours in thirds of Python's", Ratios(ours.Added, python.Added, 3), "", limit: 1);
        table.Add("send lag, ours in fifths of Python's", Ratios(ours.Lag, python.Lag, 5), "", limit: 1);
        table.Add("requests/s, half of wrk's in ours", Ratios(wrk, reached, 0.5), "", limit: 1);
    }

    /// <summary>Runs our client in this process: prints what <c>client.py</c> prints.</summary>
    public static async Task<double[]> MeasureHereAsync(string[] arguments)
    {
        var settings = ReadSettings(arguments);
        var runner = new OpenAiBenchmarkRunner(settings with { KeepsDetails = true });

        // Compiled code is measured: the compiler's work does not grow with the length of a run.
        await new OpenAiBenchmarkRunner(settings with { NumPrompts = Math.Max(3, settings.NumPrompts / 2) }).RunAsync(new());
        var (cpu, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var result = await runner.RunAsync(new());
        var (usedMs, seconds) = ((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
        var document = result.Document ?? throw new InvalidOperationException(result.Failure!.Message);
        var fields = document.Fields.ToDictionary(field => field.Key, field => field.Value);
        var texts = fields["generated_texts"].EnumerateArray().Select(text => text.GetString()!.TrimStart().Split(' ', ',')).ToArray();
        var added = fields["ttfts"]
            .EnumerateArray()
            .Zip(texts, (ttft, text) => (ttft.GetDouble() * 1000) - ((Parse(text[1]) - Parse(text[0])) / 1e6))
            .Order()
            .ToArray();
        return
        [
            usedMs * 1000 / fields["total_output_tokens"].GetDouble(),
            fields["client_p99_send_lag_ms"].GetDouble(),
            added[(int)(0.99 * (added.Length - 1))],
            settings.NumPrompts / fields["duration"].GetDouble(),
            seconds,
        ];
    }

    private static OpenAiBenchmarkOptions ReadSettings(string[] arguments)
    {
        var value = Parse(arguments[2]);
        return new()
        {
            BaseUrl = new(arguments[0]),
            Model = "m",
            MaxConcurrency = arguments[1] == "users" ? (int)value : null,
            RequestRate = arguments[1] == "rate" ? value : double.PositiveInfinity,
            Burstiness = double.PositiveInfinity,
            NumPrompts = (int)Parse(arguments[3]),
            Prompts = new() { InputLength = 8, OutputLength = (int)Parse(arguments[4]) },
            ExtraBody = $$"""{"pace_ms":{{arguments[5]}}}""",
            Transport = arguments is [.., "httpclient"] ? ClientTransport.HttpClient : ClientTransport.Sockets,
        };
    }

    private static async Task<double[]> MeasurePythonAsync(string address, string[] scenario)
    {
        var output = await RunAsync(
            Python,
            [Path.Combine(AppContext.BaseDirectory, "LoadGeneration", "client.py"), address + "/v1/completions", .. scenario]
        );
        return [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static async Task<double> MeasureWrkAsync(string address)
    {
        using var folder = new ScratchFolder();
        var script = Path.Combine(folder.Path, "post.lua");
        await File.WriteAllTextAsync(
            script,
            """
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.body = '{"model":"m","prompt":"one two three four five six seven eight","max_tokens":1,"temperature":0,"stream":true}'
            """
        );
        var output = await RunAsync("wrk", ["-t", "1", "-c", "32", "-d", "4s", "-s", script, address + "/v1/completions"]);
        return Parse(RequestsPerSecond().Match(output).Groups[1].Value);
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} exited with code {process.ExitCode}.");
    }

    private static List<double> Ratios(List<double> values, List<double> against, double factor) =>
        [.. values.Zip(against, (value, other) => value / other * factor)];

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s*([\d.]+)")]
    private static partial Regex RequestsPerSecond();

    private sealed class Series
    {
        public List<double> Cpu { get; } = [];

        public List<double> Added { get; } = [];

        public List<double> Lag { get; } = [];

        public void AddPaced(double[] values)
        {
            Cpu.Add(values[0]);
            Added.Add(values[2]);
        }

        public void AddRate(double[] values) => Lag.Add(values[1]);
    }
}
