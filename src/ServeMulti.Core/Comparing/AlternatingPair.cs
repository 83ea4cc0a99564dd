using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Recognizes the two sides of one A/B: how many runs they have depends on what the runs said, so that they are judged by turns.</summary>
/// <param name="IsCurrentFirst">Whether the current build is side A, which ran first.</param>
internal sealed record AlternatingPair(bool IsCurrentFirst)
{
    /// <summary>The condition by which a side of an A/B is stored.</summary>
    public const string Condition = "side of an A/B";

    public const string SideA = "A";
    public const string SideB = "B";

    /// <summary>Gets what a comparison says of it.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Returns the pair, if two experiments are the sides of one A/B: A and B, on one machine, B begun before A ended, neither
    /// with runs outside its turns. Else null.</summary>
    public static AlternatingPair? Find(StoredExperiment baseline, StoredExperiment current)
    {
        var (first, second) = SideOf(current) == SideA ? (current, baseline) : (baseline, current);
        return
            SideOf(first) == SideA
            && SideOf(second) == SideB
            && first.Host == second.Host
            && Math.Abs(RunsOf(first) - RunsOf(second)) <= 1
            && first.StartedAt <= second.StartedAt
            && (first.EndedAt is not { } ended || second.StartedAt <= ended)
            ? new(ReferenceEquals(first, current))
            {
                Notes = ["both are the sides of one A/B, which ended when its runs told: they are judged by their turns, as ab does"],
            }
            : null;
    }

    private static int RunsOf(StoredExperiment experiment) =>
        experiment.Cases.Select(one => one.FinishedRuns.Count).DefaultIfEmpty(0).Max();

    private static string? SideOf(StoredExperiment experiment) => experiment.Conditions.GetValueOrDefault(Condition);
}
