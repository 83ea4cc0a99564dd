using ServeMulti.Parameters;

namespace ServeMulti.Cases;

/// <summary>One load: the value of the load variable. Immutable.</summary>
public sealed record CaseLoad
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="variable">The name of the variable: <c>request_rate</c> (req/s) or <c>max_concurrency</c> (requests in flight).</param>
    /// <param name="value">The value, a number; infinity is the burst.</param>
    /// <exception cref="ArgumentException">The variable is not an option name, or the value is not a number.</exception>
    public CaseLoad(string variable, ParameterValue value)
    {
        Variable = variable;
        Value = value;
    }

    /// <summary>Gets the name of the variable: <c>request_rate</c> (req/s) or <c>max_concurrency</c> (requests in flight).</summary>
    public string Variable
    {
        get;
        init =>
            field =
                value is not null && OptionKey.IsValid(value)
                    ? value
                    : throw new ArgumentException("The load variable is not an option name.", nameof(value));
    }

    /// <summary>Gets the value, a number; infinity is the burst.</summary>
    public ParameterValue Value
    {
        get;
        init => field = value?.Kind == ParameterKind.Number ? value : throw new ArgumentException("A load is a number.", nameof(value));
    }

    /// <summary>Returns the load as <c>request_rate=16</c>.</summary>
    public override string ToString() => $"{Variable}={Value}";
}
