namespace ServeMulti.Sla;

/// <summary>A criterion of a host's own as it is stored beside an answer: its metric and its text. What it decides is known only to the
/// host, so that it judges nothing anew.</summary>
/// <param name="Metric">The name of the metric.</param>
/// <param name="Text">The condition as text, whatever it holds.</param>
/// <param name="IsLowerLimit">Whether the metric must be high enough rather than low enough.</param>
internal sealed record StoredCriterion(string Metric, string Text, bool IsLowerLimit = false) : ISlaCriterion
{
    /// <summary>Throws: a stored criterion cannot be evaluated again.</summary>
    /// <param name="value">The metric's value.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public bool IsMet(double value) =>
        throw new NotSupportedException($"The criterion \"{Text}\" was read from a file: only the host that made it can evaluate it.");

    /// <summary>Returns NaN: the distance from the criterion's edge is not known.</summary>
    /// <param name="value">The metric's value.</param>
    public double Margin(double value) => double.NaN;

    /// <summary>Returns <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
