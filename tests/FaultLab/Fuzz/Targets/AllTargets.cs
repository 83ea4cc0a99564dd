namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>Every target.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        .. CommandTargets.All,
        .. ParameterTargets.All,
        .. SlaTargets.All,
        .. PlottingTargets.All,
        .. CliTargets.All,
        .. ResultTargets.All,
        .. AnswerTargets.All,
        .. ProcessTargets.All,
        .. NameTargets.All,
        .. ExperimentTargets.All,
        .. ReportTargets.All,
    ];
}
