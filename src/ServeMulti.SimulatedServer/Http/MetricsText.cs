using System.Globalization;
using System.Text;
using ServeMulti.Simulation.Engine;

namespace ServeMulti.Simulation.Http;

/// <summary>Writes the engine's counters in the Prometheus text format, under vLLM's names; names that vLLM does not have begin with
/// <c>simulated:</c>.</summary>
internal static class MetricsText
{
    public static string Format(string modelName, EngineCounters counters, FinishedRequests finished, TimeSpan lag)
    {
        var labels = $"engine=\"0\",model_name=\"{Escape(modelName)}\"";
        var text = new StringBuilder();
        Add("vllm:num_requests_running", "gauge", "Requests that the engine runs.", counters.Running);
        Add("vllm:num_requests_waiting", "gauge", "Requests that wait to be run.", counters.Waiting);
        Add("vllm:kv_cache_usage_perc", "gauge", "Share of the KV cache in use, 1 is full.", counters.KvCacheUsage);
        Add("vllm:prefix_cache_queries_total", "counter", "Prompt tokens looked up in the prefix cache.", counters.PrefixQueriedTokens);
        Add("vllm:prefix_cache_hits_total", "counter", "Prompt tokens found in the prefix cache.", counters.PrefixHitTokens);
        Add("vllm:prompt_tokens_total", "counter", "Prompt tokens processed.", counters.PromptTokens);
        Add("vllm:generation_tokens_total", "counter", "Tokens generated.", counters.GenerationTokens);
        Describe("vllm:request_success_total", "counter", "Requests that ended, by reason.");
        Value("vllm:request_success_total", labels + ",finished_reason=\"length\"", finished.Length);
        Value("vllm:request_success_total", labels + ",finished_reason=\"stop\"", finished.Stop);
        Value("vllm:request_success_total", labels + ",finished_reason=\"abort\"", counters.Aborted);
        Add("simulated:engine_steps_total", "counter", "Steps of the engine.", counters.Steps);
        Add("simulated:engine_busy_seconds_total", "counter", "Sum of the costs of all steps.", counters.BusyTime.TotalSeconds);
        Add("simulated:engine_lag_seconds", "gauge", "How late the last step's tokens were delivered.", lag.TotalSeconds);
        return text.ToString();

        void Add(string name, string type, string help, double value)
        {
            Describe(name, type, help);
            Value(name, labels, value);
        }

        void Describe(string name, string type, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

        void Value(string name, string all, double value) => text.Append(CultureInfo.InvariantCulture, $"{name}{{{all}}} {value}\n");
    }

    private static string Escape(string label) =>
        label
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
