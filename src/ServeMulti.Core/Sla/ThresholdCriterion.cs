using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>Compares a metric with a fixed target: <c>&lt;=</c>, <c>&gt;=</c>, <c>&lt;</c> or <c>&gt;</c>. Immutable.</summary>
/// <remarks>
/// A target may be NaN or infinite, because such text parses; no search or plan accepts it (<see cref="ServiceLevel.FindProblems"/>).
/// </remarks>
public sealed record ThresholdCriterion : ISlaCriterion
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="metric">The name of the metric as the benchmark writes it, such as <c>p99_e2el_ms</c>.</param>
    /// <param name="comparison">How the value is compared with the target.</param>
    /// <param name="target">The target, in the metric's own unit.</param>
    /// <exception cref="ArgumentException"><paramref name="metric"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="comparison"/> is not an operator.</exception>
    public ThresholdCriterion(string metric, ThresholdOperator comparison, double target)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)comparison, (uint)ThresholdOperator.Above, nameof(comparison));
        Metric = metric;
        Operator = comparison;
        Target = target;
    }

    /// <inheritdoc/>
    public string Metric { get; }

    /// <summary>Gets how the value is compared with the target.</summary>
    public ThresholdOperator Operator { get; }

    /// <summary>Gets the target, in the metric's own unit.</summary>
    public double Target { get; }

    /// <summary>Gets the operator as it is written: <c>&lt;=</c>, <c>&gt;=</c>, <c>&lt;</c> or <c>&gt;</c>.</summary>
    public string Symbol =>
        Operator switch
        {
            ThresholdOperator.AtMost => "<=",
            ThresholdOperator.AtLeast => ">=",
            ThresholdOperator.Below => "<",
            _ => ">",
        };

    /// <inheritdoc/>
    public string Text => $"{Metric}{Symbol}{Target.ToString("R", CultureInfo.InvariantCulture)}";

    /// <inheritdoc/>
    public bool IsLowerLimit => Operator is ThresholdOperator.AtLeast or ThresholdOperator.Above;

    private bool IsStrict => Operator is ThresholdOperator.Below or ThresholdOperator.Above;

    /// <summary>Parses an operator followed by a number, such as <c>&lt;=500</c> or <c>&gt;= 1e-3</c>.</summary>
    /// <param name="metric">The name of the metric.</param>
    /// <param name="text">The text; the number as Python's <c>float</c> reads it.</param>
    /// <exception cref="InvalidInputException">The metric is empty, or the text has another form; the message says why.</exception>
    public static ThresholdCriterion Parse(string metric, string text)
    {
        if (!TryParse(metric, text, out var criterion, out var problem))
        {
            throw new InvalidInputException(problem);
        }

        return criterion;
    }

    /// <inheritdoc/>
    public bool IsMet(double value) =>
        Operator switch
        {
            ThresholdOperator.AtMost => value <= Target,
            ThresholdOperator.AtLeast => value >= Target,
            ThresholdOperator.Below => value < Target,
            _ => value > Target,
        };

    /// <inheritdoc/>
    /// <remarks>
    /// <c>ln(value/target)</c> where both are positive, else their difference over the larger magnitude; the sign turned for limits from
    /// below. It agrees with <see cref="IsMet"/> to the last bit, so equality with a strict target is just above zero.
    /// </remarks>
    public double Margin(double value)
    {
        var distance = IsLowerLimit ? Distance(Target, value) : Distance(value, Target);
        return double.IsNaN(distance) ? double.NaN
            : IsMet(value) ? Math.Min(distance, IsStrict ? -double.Epsilon : 0)
            : Math.Max(distance, double.Epsilon);
    }

    /// <summary>Returns <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    internal static bool TryParse(
        string metric,
        string text,
        [NotNullWhen(true)] out ThresholdCriterion? criterion,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(text);
        criterion = null;
        if (string.IsNullOrWhiteSpace(metric))
        {
            problem = $"\"{Excerpt.Line(text)}\" has no metric before it";
            return false;
        }

        if (!TryReadOperator(text, out var comparison, out var length))
        {
            problem = $"\"{Excerpt.Line(text)}\" does not start with <=, >=, < or >";
            return false;
        }

        if (!PythonNumber.TryParse(text.AsSpan(length), out var target))
        {
            problem = $"\"{Excerpt.Line(text)}\" holds no number after {text[..length]}";
            return false;
        }

        criterion = new(metric, comparison, target);
        problem = null;
        return true;
    }

    private static bool TryReadOperator(string text, out ThresholdOperator comparison, out int length)
    {
        (comparison, length) = text switch
        {
            ['<', '=', ..] => (ThresholdOperator.AtMost, 2),
            ['>', '=', ..] => (ThresholdOperator.AtLeast, 2),
            ['<', ..] => (ThresholdOperator.Below, 1),
            ['>', ..] => (ThresholdOperator.Above, 1),
            _ => (default, 0),
        };
        return length > 0;
    }

    private static double Distance(double value, double target)
    {
        if (value > 0 && target > 0 && !(double.IsInfinity(value) && double.IsInfinity(target)))
        {
            var ratio = value / target;
            return ratio > 0 && double.IsFinite(ratio) ? Math.Log(ratio) : Math.Log(value) - Math.Log(target);
        }

        var scale = Math.Max(Math.Abs(value), Math.Abs(target));
        return scale == 0 || value == target ? 0
            : double.IsInfinity(scale) ? Math.Sign(value - target)
            : (value - target) / scale;
    }
}
