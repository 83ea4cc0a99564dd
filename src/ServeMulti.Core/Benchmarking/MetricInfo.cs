namespace ServeMulti.Benchmarking;

/// <summary>What is known of a metric that a benchmark client writes.</summary>
/// <param name="Name">The name in the client's result, such as <c>p99_e2el_ms</c>.</param>
/// <param name="Unit">The unit of its values, such as <c>ms</c>, <c>req/s</c> or <c>tokens/s</c>; empty if there is none, or clients differ
/// in it.</param>
/// <param name="Direction">Which values are better.</param>
public sealed record MetricInfo(string Name, string Unit, MetricDirection Direction)
{
    /// <summary>Gets whether the field is a setting of the client, such as <c>num_prompts</c>, not a measurement.</summary>
    public bool IsSetting { get; init; }
}
