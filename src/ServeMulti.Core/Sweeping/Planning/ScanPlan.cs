using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>What a scan definition means for one case. Pure.</summary>
internal static class ScanPlan
{
    private const int PromptsWithoutCommand = 200;

    public static LoadScan ScanOf(ScanDefinition scan, BenchmarkCase benchmarkCase) =>
        new(scan.Variable, scan.Prompts ?? CasePrompts.Find(benchmarkCase) ?? PromptsWithoutCommand, scan.Iterations);

    /// <summary>Returns the two levels that are run first; they are one where a run has a single prompt.</summary>
    public static IReadOnlyList<LoadScanLevel> Ends(LoadScan scan) => scan.Serial == scan.Batch ? [scan.Serial] : [scan.Serial, scan.Batch];

    /// <summary>Returns the most runs that the scan of one case may take.</summary>
    public static int MostRuns(SweepDefinition definition, ScanDefinition scan) => scan.Iterations * definition.RunsPerCase;

    /// <summary>Returns the case of one level. Ends of a scan over the request rate are known by their limit: a level between may have the
    /// same rate, without one.</summary>
    public static BenchmarkCase AtLevel(BenchmarkCase benchmarkCase, LoadScanLevel level) =>
        benchmarkCase with
        {
            Load = level.MaxConcurrency is { } limit
                ? new CaseLoad(LoadVariable.MaxConcurrency.Name, (long)limit)
                : new CaseLoad(level.Variable.Name, (long)level.Load),
        };

    /// <summary>Returns the parameters of a level's runs. A runner without a command knows no number of prompts of its own, so it gets
    /// one.</summary>
    public static ParameterSet ParametersOf(ScanDefinition scan, BenchmarkCase benchmarkCase, LoadScanLevel level)
    {
        var parameters = level.ApplyTo(benchmarkCase.BenchParameters);
        return scan.Prompts is not null || CasePrompts.Find(benchmarkCase) is null
            ? parameters.With(ResultKeys.NumPrompts, (long)ScanOf(scan, benchmarkCase).Prompts)
            : parameters;
    }
}
