using System.Globalization;
using ServeMulti.LlamaEngine.Decoding;

namespace ServeMulti.LlamaEngine.Http;

/// <summary>Writes the counters as Prometheus reads them, under the names of llama.cpp's server where it has one.</summary>
internal static class MetricsText
{
    public static string Format(Counters counters) =>
        string.Concat(
            Metric("llamacpp:requests_processing", "gauge", "Requests that are decoded.", counters.Running),
            Metric("llamacpp:requests_deferred", "gauge", "Requests that wait for a slot.", counters.Waiting),
            Metric("llamacpp:prompt_tokens_total", "counter", "Tokens of prompts evaluated.", counters.PromptTokens),
            Metric("llamacpp:tokens_predicted_total", "counter", "Tokens of answers decoded.", counters.AnswerTokens),
            Metric("llamacpp:n_decode_total", "counter", "Steps of the engine.", counters.Steps),
            Metric("llama_engine:requests_finished_total", "counter", "Requests whose answer was whole.", counters.Finished),
            Metric("llama_engine:requests_cancelled_total", "counter", "Requests whose client went away.", counters.Cancelled)
        );

    private static string Metric(string name, string type, string help, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value}\n");
}
