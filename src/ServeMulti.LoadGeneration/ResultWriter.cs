using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Files;
using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration;

/// <summary>Writes the result of a run in the schema of <c>vllm bench serve --save-result</c>, key for key; what is ours alone comes
/// last.</summary>
internal sealed class ResultWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RunOutcome _run;
    private readonly OpenAiBenchmarkOptions _settings;
    private readonly BenchmarkMetrics _metrics;
    private readonly Utf8JsonWriter _json;

    private ResultWriter(RunOutcome run, Utf8JsonWriter json)
    {
        _run = run;
        _settings = run.Settings;
        _metrics = run.Metrics;
        _json = json;
    }

    public static ResultDocument Write(RunOutcome run)
    {
        if (run.Details is not null)
        {
            return RequestDetailsException.Try(() => WriteToFile(run));
        }

        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            new ResultWriter(run, json).Write();
        }

        return ResultDocument.Parse(buffer.WrittenMemory);
    }

    // The details may be longer than memory takes: the result reads them from the file when they are needed.
    private static ResultDocument WriteToFile(RunOutcome run)
    {
        var file = PrivateFile.CreateNameless(run.ScratchFolder);
        using (var json = new Utf8JsonWriter(file, Options))
        {
            new ResultWriter(run, json).Write();
        }

        file.Flush();
        var document = ResultScan.Read(file);
        if (!document.HasLongValues)
        {
            file.Dispose();
        }

        return document;
    }

    private void Write()
    {
        _json.WriteStartObject();
        WriteSettings();
        WriteTotals();
        _run.Details?.WriteTo(_json);
        if (IsGenerating)
        {
            WriteNumber("max_output_tokens_per_s", _metrics.MaxOutputTokensPerSecond);
            _json.WriteNumber("max_concurrent_requests", _metrics.MaxConcurrentRequests);
        }

        foreach (var metric in _settings.PercentileMetrics.Where(_settings.Measures))
        {
            WriteLatency(metric);
        }

        WriteAsked();
        WriteClient();
        _json.WriteEndObject();
    }

    private bool IsGenerating => _settings.Api != OpenAiApi.Embeddings;

    private void WriteSettings()
    {
        _json.WriteString("date", _run.Date.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
        _json.WriteString("endpoint_type", _settings.Backend);
        _json.WriteString("backend", _settings.Backend);
        _json.WriteString("label", _settings.Label);
        _json.WriteString("model_id", _run.Model);
        _json.WriteString("tokenizer_id", _settings.Tokenizer ?? _run.Model);
        _json.WriteNumber("num_prompts", _metrics.Completed + _metrics.Failed);
        foreach (var (name, value) in _settings.Metadata)
        {
            _json.WriteString(name, value);
        }

        WriteRate("request_rate", _settings.RequestRate);
        WriteRate("burstiness", _settings.Burstiness);
        WriteOrNull("max_concurrency", _settings.MaxConcurrency);
        if (_settings.RampUp is { } ramp)
        {
            _json.WriteString("ramp_up_strategy", ramp.Shape == RampUpShape.Linear ? "linear" : "exponential");
            WriteNumber("ramp_up_start_rps", ramp.StartRequestsPerSecond);
            WriteNumber("ramp_up_end_rps", ramp.EndRequestsPerSecond);
        }
    }

    private void WriteTotals()
    {
        WriteNumber("duration", _metrics.Duration.TotalSeconds);
        _json.WriteNumber("completed", _metrics.Completed);
        _json.WriteNumber("failed", _metrics.Failed);
        _json.WriteNumber("total_input_tokens", _metrics.TotalInputTokens);
        if (IsGenerating)
        {
            _json.WriteNumber("total_output_tokens", _metrics.TotalOutputTokens);
        }

        WriteNumber("request_throughput", _metrics.RequestThroughput);
        if (IsGenerating)
        {
            WriteOrNull("request_goodput", _metrics.RequestGoodput);
            WriteNumber("output_throughput", _metrics.OutputThroughput);
        }

        WriteNumber("total_token_throughput", _metrics.TotalTokenThroughput);
    }

    private void WriteLatency(LatencyMetric metric)
    {
        var (name, latency) = (metric.ToName(), _metrics[metric]);
        IEnumerable<(string Statistic, double Value)> values =
        [
            ("mean", latency.MeanMs),
            ("median", latency.MedianMs),
            ("std", latency.StandardDeviationMs),
            .. _settings
                .MetricPercentiles.Append(99)
                .Distinct()
                .Order()
                .Select(percentile => (string.Create(CultureInfo.InvariantCulture, $"p{percentile}"), latency.PercentileMs(percentile))),
        ];
        foreach (var (statistic, value) in values)
        {
            WriteOrNull($"{statistic}_{name}_ms", IsUnknown(metric) ? null : value);
        }
    }

    // Beside total_input_tokens and total_output_tokens, which say what came of it.
    private void WriteAsked()
    {
        WriteOrNull("requested_input_tokens", _run.Requested.Input);
        if (IsGenerating)
        {
            _json.WriteNumber("requested_output_tokens", _run.Requested.Output);
            _json.WriteBoolean("ignore_eos", ExtraFields.Read(_settings.ExtraBody).IgnoreEos ?? _settings.Sampling.IgnoreEos);
        }

        _json.WriteString(
            "prompt_form",
            _run.Requested.Input is null ? "text"
                : _run.PromptForm == PromptForm.Ids ? "ids"
                : "words"
        );
    }

    // An empty sample is 0, as in the original: answers of one token. Where there were more, and nothing of their times is known, 0 would
    // be the fastest server of all.
    private bool IsUnknown(LatencyMetric metric) =>
        _metrics[metric].Count == 0
        && metric is LatencyMetric.TimePerOutputToken or LatencyMetric.InterTokenLatency
        && _metrics.RequestsWithoutTimePerToken > 0;

    private void WriteClient()
    {
        _json.WriteNumber("client_seed", _run.Seed);
        _json.WriteString("client_transport", _run.Transport);
        WriteNumber("client_mean_send_lag_ms", _metrics.SendLag.MeanMs);
        WriteNumber("client_p99_send_lag_ms", _metrics.SendLag.PercentileMs(99));
        WriteNumber("client_max_send_lag_ms", _metrics.SendLag.MaxMs);
        WriteNumber("client_steady_send_lag_ms", _metrics.SteadySendLagMs);
        WriteNumber("client_send_lag_growth_ms", _metrics.SendLagGrowthMs);
        WriteNumber("client_p99_dispatch_delay_ms", _run.Client.DispatchDelay.PercentileMs(99));
        WriteNumber("client_steady_dispatch_delay_ms", _run.Client.SteadyDispatchDelayMs);
        WriteNumber("client_cpu_share", _run.Client.ProcessorShare);
        _json.WriteBoolean("client_was_bottleneck", _run.Client.IsBottleneckOf(_metrics));
        if (_settings.Streams)
        {
            WriteFromIntended("ttft", _metrics.TimeToFirstTokenFromIntended);
        }

        WriteFromIntended("e2el", _metrics.LatencyFromIntended);
        _json.WriteNumber("client_resends", _metrics.Resends);
        _json.WriteNumber("client_requests_with_refused_counts", _metrics.RequestsWithRefusedCounts);
        if (IsGenerating)
        {
            if (_settings.Streams)
            {
                WriteStreaming();
            }

            _json.WriteString(
                "client_token_counts",
                _metrics.RequestsWithCountedTokens == 0 ? "usage"
                    : _metrics.RequestsWithCountedTokens == _metrics.Completed ? "chunks"
                    : "mixed"
            );
        }

        _json.WriteStartObject("client_failures");
        foreach (var (reason, count) in _metrics.Failures)
        {
            _json.WriteNumber(reason, count);
        }

        _json.WriteEndObject();
    }

    private void WriteStreaming()
    {
        _json.WriteNumber("unstreamed_output_tokens", _metrics.UnstreamedOutputTokens);
        WriteOrNull("client_tokens_per_chunk", _metrics.TokensPerChunk);
        _json.WriteNumber("client_requests_without_tpot", _metrics.RequestsWithoutTimePerToken);
    }

    private void WriteFromIntended(string name, LatencyDistribution latency)
    {
        WriteNumber($"client_mean_{name}_from_intended_ms", latency.MeanMs);
        WriteNumber($"client_p99_{name}_from_intended_ms", latency.PercentileMs(99));
    }

    private void WriteRate(string name, double value)
    {
        if (double.IsPositiveInfinity(value))
        {
            _json.WriteString(name, "inf");
        }
        else
        {
            WriteNumber(name, value);
        }
    }

    private void WriteOrNull(string name, double? value)
    {
        if (value is { } number)
        {
            WriteNumber(name, number);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void WriteOrNull(string name, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void WriteNumber(string name, double value)
    {
        _json.WritePropertyName(name);
        WriteNumber(value);
    }

    // As Python writes it: a floating point number keeps its point, so that a table distinguishes it from a whole one.
    private void WriteNumber(double value) => _json.WriteRawValue(PythonNumber.Spell(value));
}
