using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>A configuration that does not compete in a ranking.</summary>
/// <param name="Parameters">The server parameters.</param>
/// <param name="Reason">Why it does not compete, such as <c>60 of 120 requests failed (50 %)</c>.</param>
public sealed record ExcludedConfiguration(ParameterSet Parameters, string Reason);
