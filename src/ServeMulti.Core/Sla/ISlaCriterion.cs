namespace ServeMulti.Sla;

/// <summary>One condition on one metric of a benchmark's result, such as <c>p99_e2el_ms&lt;=500</c>. Implementations are
/// immutable.</summary>
public interface ISlaCriterion
{
    /// <summary>Gets the name of the metric as the benchmark writes it.</summary>
    string Metric { get; }

    /// <summary>Gets the condition as text, for messages and files.</summary>
    string Text { get; }

    /// <summary>Gets whether the metric must be high enough (goodput, throughput) rather than low enough (a latency). The default is
    /// false.</summary>
    /// <remarks>A search needs it: a limit from below may be failed because the load is too small.</remarks>
    bool IsLowerLimit => false;

    /// <summary>Returns whether a value meets the condition. NaN never does.</summary>
    /// <param name="value">The metric's value, in the metric's own unit.</param>
    bool IsMet(double value);

    /// <summary>Returns how far a value is from the target, independent of the metric's unit.</summary>
    /// <param name="value">The metric's value, in the metric's own unit.</param>
    /// <returns>
    /// Zero or less where the condition is met, more than zero if it is not; the logarithm of the ratio of value and target is the natural
    /// choice (0.1 is about 10 % beyond). NaN if the value is NaN.
    /// </returns>
    double Margin(double value);
}
