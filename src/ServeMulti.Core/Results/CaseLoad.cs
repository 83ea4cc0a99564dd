using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>One load: the value of the load variable.</summary>
/// <param name="Variable">The name of the variable: <c>request_rate</c> (req/s) or <c>max_concurrency</c> (requests in flight).</param>
/// <param name="Value">The value, a number.</param>
public sealed record CaseLoad(string Variable, ParameterValue Value);
