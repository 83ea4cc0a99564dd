using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>One load: the value of the load variable. Immutable.</summary>
/// <param name="Variable">The name of the variable: <c>request_rate</c> (req/s) or <c>max_concurrency</c> (requests in flight).</param>
/// <param name="Value">The value, a number; infinity is the burst.</param>
/// <exception cref="ArgumentException">The variable is not an option name, or the value is not a number.</exception>
public sealed record CaseLoad(string Variable, ParameterValue Value)
{
    /// <summary>Gets the name of the variable: <c>request_rate</c> (req/s) or <c>max_concurrency</c> (requests in flight).</summary>
    public string Variable { get; init => field = OptionKey.IsValid(value) ? value : throw new ArgumentException("The load variable is not an option name.", nameof(value)); } = Variable;

    /// <summary>Gets the value, a number; infinity is the burst.</summary>
    public ParameterValue Value { get; init => field = value.Kind == ParameterKind.Number ? value : throw new ArgumentException("A load is a number.", nameof(value)); } = Value;
}
