namespace ServeMulti.FaultLab;

/// <summary>One way of trying to break the library.</summary>
/// <param name="Name">The first word on the command line.</param>
/// <param name="Options">Its options, each with the value that it has by default.</param>
/// <param name="Summary">What it does, one line.</param>
/// <param name="RunAsync">Does it, and prints what it found.</param>
internal sealed record Trial(
    string Name,
    IReadOnlyDictionary<string, string> Options,
    string Summary,
    Func<TrialArguments, CancellationToken, Task<TrialOutcome>> RunAsync
)
{
    public override string ToString() =>
        string.Join(
            Environment.NewLine,
            [$"  {Name, -10} {Summary}", .. Options.Select(option => $"             {option.Key} (default {option.Value})")]
        );
}
