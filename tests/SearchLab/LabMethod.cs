using ServeMulti.SearchLab.Peers;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>One way to search, with a name for the tables.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Play">Searches every instance: instances, noise, fixed prompts (null: as long as ours), salt of the randomness.</param>
internal sealed record LabMethod(string Name, Func<Contest, Noise, int?, long, SearchOutcome[]> Play)
{
    public const string Adaptive = "adaptive";

    private const int RunsPerLoad = 3;
    private const int AgreeingRuns = 2;

    /// <summary>Gets every method, ours last.</summary>
    public static LabMethod[] All { get; } =
    [
        new(
            "original",
            (contest, noise, prompts, salt) =>
                contest.PlayPeer(noise, prompts, salt, (runs, level) => new OriginalSearch(runs, RunsPerLoad).Find(level))
        )
        {
            PlayFour = (contest, noise, salt) => contest.PlayFourOriginal(noise, RunsPerLoad, salt),
        },
        Own("bisection", SlaSearchMethod.Bisection),
        new(
            "agreeing",
            (contest, noise, prompts, salt) =>
                contest.PlayPeer(noise, prompts, salt, (runs, _) => new AgreeingBisection(runs, AgreeingRuns).Find())
        ),
        new(
            "isotonic",
            (contest, noise, prompts, salt) => contest.PlayPeer(noise, prompts, salt, (runs, _) => new IsotonicSearch(runs).Find())
        ),
        new("sweep", (contest, noise, prompts, salt) => contest.PlayPeer(noise, prompts, salt, (runs, _) => new SweepReading(runs).Find()))
        {
            IsForRatesOnly = true,
        },
        Own(Adaptive, SlaSearchMethod.Adaptive),
    ];

    /// <summary>Gets how four SLAs are searched on one server; null where the method has no way to share runs.</summary>
    public Func<Contest, Noise, long, SearchOutcome[]>? PlayFour { get; private init; }

    public bool IsForRatesOnly { get; private init; }

    public static string[] AllNames { get; } = [.. All.Select(m => m.Name)];

    private static LabMethod Own(string name, SlaSearchMethod method) =>
        new(name, (contest, noise, prompts, salt) => contest.Play(noise, OptionsFor(method, prompts), salt))
        {
            PlayFour = (contest, noise, salt) => contest.PlayFour(noise, OptionsFor(method, null), salt),
        };

    /// <summary>Returns the defaults; with fixed prompts nothing is sustained, so the rule is off, as in the original.</summary>
    private static SlaSearchOptions OptionsFor(SlaSearchMethod method, int? prompts) =>
        prompts is { } fixedPrompts
            ? new()
            {
                Method = method,
                FixedPrompts = true,
                BasePrompts = fixedPrompts,
                Rules = new() { SustainedShare = 0 },
            }
            : new() { Method = method };
}
