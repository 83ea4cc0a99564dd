using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>Makes results for tests.</summary>
internal static class SlaDocuments
{
    public static ResultDocument Of(params (string Name, double Value)[] metrics) =>
        ResultDocument.FromMetrics(metrics.Select(m => KeyValuePair.Create(m.Name, m.Value)));
}
