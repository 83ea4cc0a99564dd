namespace ServeMulti.Plotting.Reports;

/// <summary>The first screen of a report: what is best or how much is sustained, how sure that is, the commands, and what to do
/// next.</summary>
/// <param name="Answers">One answer for each workload and SLA.</param>
/// <param name="Notes">How the answers were found, and what has none.</param>
internal sealed record ReportSummary(IReadOnlyList<SummaryAnswer> Answers, IReadOnlyList<string> Notes)
{
    /// <summary>Gets what may make the answers wrong, such as a drift of the machine, or runs of several machines.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Gets what remains to be done.</summary>
    public IReadOnlyList<SummaryAdvice> Next { get; private init; } = [];

    /// <exception cref="InvalidInputException">No configuration is called as the requested baseline.</exception>
    public static ReportSummary Of(ExperimentResults results)
    {
        ReportBaseline.Check(results);
        return (results.Answers.Count > 0 ? new SearchSummary(results).Write() : new RankingSummary(results).Write()) with
        {
            Warnings = [.. results.Machines.Concat(results.Drift).Select(SummaryText.Capital)],
            Next =
            [
                .. results
                    .Experiments.Select(experiment => experiment.Complete(isOneOfMany: results.Experiment is null))
                    .OfType<SummaryAdvice>(),
            ],
        };
    }
}

/// <summary>The answer for one workload, and in a search for one SLA.</summary>
internal sealed record SummaryAnswer
{
    /// <summary>Gets the workload; null if there is only one.</summary>
    public string? Heading { get; init; }

    /// <summary>Gets whether only its first sentence is shown at first.</summary>
    public bool IsFolded { get; init; }

    /// <summary>Gets whether a best configuration, or a largest load, is known.</summary>
    public bool IsClear { get; init; }

    /// <summary>Gets the answer: the first sentence is the most important one.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }

    /// <summary>Gets the configurations side by side; null if there is nothing to compare.</summary>
    public BarChart? Bars { get; init; }

    /// <summary>Gets further sentences, on other metrics.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];

    /// <summary>Gets the commands of the best configuration, or of the tied ones; the first is the most important one.</summary>
    public IReadOnlyList<LaunchChoice> Choices { get; init; } = [];

    /// <summary>Gets what would make the answer surer.</summary>
    public IReadOnlyList<SummaryAdvice> Advice { get; init; } = [];
}

/// <summary>What can be done.</summary>
/// <param name="Text">What for, and what it costs.</param>
/// <param name="Command">The command line that does it; null if there is none to show.</param>
internal sealed record SummaryAdvice(string Text, string? Command = null);

/// <summary>A configuration that can be launched.</summary>
/// <param name="Label">What it is best for, and its name.</param>
/// <param name="Commands">Its commands.</param>
/// <param name="Bench">The command of the benchmark that measured it; null if it is not known.</param>
internal sealed record LaunchChoice(string Label, CaseCommands Commands, string? Bench);

/// <summary>Configurations side by side.</summary>
/// <param name="Caption">What the bars show.</param>
/// <param name="Heads">The headings of the cells.</param>
/// <param name="Rows">The configurations, best first.</param>
/// <param name="LeftOut">How many more there are.</param>
internal sealed record BarChart(string Caption, IReadOnlyList<string> Heads, IReadOnlyList<BarRow> Rows, int LeftOut)
{
    /// <summary>Gets what the rows are.</summary>
    public string Subject { get; init; } = "configuration";
}

/// <summary>One configuration in a bar chart.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The length of the bar; null if it has none.</param>
/// <param name="Low">The lower end of its interval; null if it has none.</param>
/// <param name="High">The upper end of its interval, which may be infinite; null if it has none.</param>
/// <param name="Cells">The values as text.</param>
/// <param name="Standing">Best, tied, behind, not known, or why it does not compete.</param>
/// <param name="IsBest">Whether it is best.</param>
/// <param name="IsTied">Whether it is tied with the one that measured best.</param>
internal sealed record BarRow(
    string Name,
    double? Value,
    double? Low,
    double? High,
    IReadOnlyList<string> Cells,
    string Standing,
    bool IsBest = false,
    bool IsTied = false
);
