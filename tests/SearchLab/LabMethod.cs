using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>One way to search, with a name for the tables.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Play">Searches every instance: instances, run noise, fixed prompts (null: as long as ours), salt of the randomness.</param>
internal sealed record LabMethod(string Name, Func<Contest, double, int?, long, SearchOutcome[]> Play)
{
    public const string Adaptive = "adaptive";

    /// <summary>Gets every method, ours last.</summary>
    public static LabMethod[] All { get; } =
    [
        new("original", (contest, noise, prompts, salt) => contest.PlayOriginal(noise, runsPerLoad: 3, prompts, salt)),
        new("bisection", (contest, noise, prompts, salt) => contest.Play(noise, OptionsFor(SlaSearchMethod.Bisection, prompts), salt)),
        new(Adaptive, (contest, noise, prompts, salt) => contest.Play(noise, OptionsFor(SlaSearchMethod.Adaptive, prompts), salt)),
    ];

    public static string[] AllNames { get; } = [.. All.Select(m => m.Name)];

    /// <summary>Returns the defaults; with fixed prompts nothing is sustained, so the rule is off, as in the original.</summary>
    public static SlaSearchOptions OptionsFor(SlaSearchMethod method, int? prompts) => prompts is { } fixedPrompts
        ? new() { Method = method, FixedPrompts = true, BasePrompts = fixedPrompts, Rules = new() { SustainedShare = 0 } }
        : new() { Method = method };
}
