using ServeMulti.Sla;

namespace ServeMulti.Testing.Gates;

/// <summary>How a gate measures whether a load is sustained. Immutable; every default is a good start.</summary>
public sealed record SlaGateOptions
{
    /// <summary>Gets how long a run at a request rate lasts, above zero and at most a day. The default is 20 s.</summary>
    public TimeSpan RunTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets the fewest prompts of a run, from 1 to 1,000,000. The default is 200; fewer make a poor 99th percentile.</summary>
    public int MinPrompts { get; init; } = 200;

    /// <summary>Gets the prompts of a run per request in flight, where that is the load; from 1 to 10,000. The default is 20.</summary>
    public int PromptsPerConcurrency { get; init; } = 20;

    /// <summary>Gets the most runs, from 3 to 100. The default is 9. The gate ends with fewer as soon as it is sure.</summary>
    public int MaxRuns { get; init; } = 9;

    /// <summary>Gets what a verdict asks for beside the criteria: the sustained share and the share of failed requests.</summary>
    public SlaRules Rules { get; init; } = new();

    /// <exception cref="InvalidInputException">A value is out of range: one line per problem.</exception>
    internal void Check()
    {
        string[] problems =
        [
            .. Find(
                RunTime > TimeSpan.Zero && RunTime <= TimeSpan.FromDays(1),
                $"the run time is {RunTime}: it must be above zero and at most a day"
            ),
            .. Find(MinPrompts is >= 1 and <= 1_000_000, $"the number of prompts is {MinPrompts}: it must be from 1 to 1000000"),
            .. Find(
                PromptsPerConcurrency is >= 1 and <= 10_000,
                $"the number of prompts per request in flight is {PromptsPerConcurrency}: it must be from 1 to 10000"
            ),
            .. Find(
                MaxRuns is >= SustainedTest.FewestRuns and <= 100,
                $"the number of runs is {MaxRuns}: it must be from {SustainedTest.FewestRuns} to 100"
            ),
        ];
        if (problems.Length > 0)
        {
            throw new InvalidInputException(problems);
        }

        static string[] Find(bool isMet, string problem) => isMet ? [] : [$"Gate: {problem}."];
    }
}
