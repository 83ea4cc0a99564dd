using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>How the metrics changed over all cases of one workload, each case counting alike. Immutable.</summary>
/// <param name="Workload">The benchmark parameters, without the load.</param>
/// <param name="Metrics">The metrics: the geometric mean of the ratios of the cases.</param>
public sealed record WorkloadChange(ParameterSet Workload, IReadOnlyList<MetricChange> Metrics);
