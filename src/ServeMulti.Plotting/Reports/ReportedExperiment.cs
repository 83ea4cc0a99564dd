using ServeMulti.Results;
using ServeMulti.Results.Folder;

namespace ServeMulti.Plotting.Reports;

/// <summary>An experiment of a report: what was run, and how it is resumed.</summary>
internal sealed record ReportedExperiment
{
    /// <summary>Gets what the experiment is called in the report.</summary>
    public required string Label { get; init; }

    /// <summary>Gets its folder, as a full path.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the name with which it is resumed.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether it has ended, as far as that is known.</summary>
    public required bool HasEnded { get; init; }

    /// <summary>Gets whether it was packed into a file, and cannot be resumed there.</summary>
    public bool IsPacked { get; init; }

    /// <summary>Gets the number of runs without a result.</summary>
    public required int FailedRuns { get; init; }

    /// <summary>Gets commands, machine and times as names and values.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; }

    /// <summary>Gets the command line that resumes it; null if it is not known.</summary>
    public ResumeCommand? Resume { get; init; }

    /// <summary>Advises to resume it, if there is something left to do; null if there is nothing.</summary>
    /// <param name="isOneOfMany">Whether the advice must name it.</param>
    public SummaryAdvice? Complete(bool isOneOfMany)
    {
        string[] open =
        [
            .. FailedRuns > 0 ? new[] { $"{SummaryText.Count(FailedRuns, "run")} {(FailedRuns == 1 ? "has" : "have")} no result" } : [],
            .. HasEnded ? [] : new[] { "the sweep has not ended" },
        ];
        if (open.Length == 0 || IsPacked)
        {
            return null;
        }

        var what = string.Join(", and ", open);
        return Advise($"{(isOneOfMany ? $"{Label}: {what}" : SummaryText.Capital(what))}. To complete the sweep", "finished runs are kept");
    }

    /// <summary>Advises to repeat the command of the sweep.</summary>
    /// <param name="purpose">What for.</param>
    /// <param name="note">What else to know; null: nothing.</param>
    /// <param name="options">The options that differ, or are added.</param>
    public SummaryAdvice Advise(string purpose, string? note, params string[] options)
    {
        var end = note is null ? "" : $"; {note}";
        return IsPacked ? new($"{purpose}, resume the experiment that was packed as {Name}, with {string.Join(' ', options)}{end}.")
            : Resume is { } resume
                ? new(
                    $"{purpose}, run this{(resume.HasHidden ? ", with the values that are REDACTED filled in" : "")}{end}:",
                    resume.With(options)
                )
            : new($"{purpose}, repeat the command of the sweep with {string.Join(' ', options.Prepend($"--resume {Name}"))}{end}.");
    }

    /// <summary>Describes an experiment of ServeMulti.</summary>
    public static ReportedExperiment Of(StoredExperiment experiment, string label, IReadOnlyList<KeyValuePair<string, string>> facts) =>
        new()
        {
            Label = label,
            Folder = experiment.Folder,
            Name = experiment.Name,
            HasEnded = experiment.EndedAt is not null,
            FailedRuns = experiment.Cases.Sum(one => one.Failures.Count),
            Facts = facts,
            IsPacked = experiment.IsPacked,
            Resume = StoredDefinition.FindResumeCommand(experiment.Definition) is { Length: > 0 } command
                ? new ResumeCommand(command, experiment.Name)
                : null,
        };
}
