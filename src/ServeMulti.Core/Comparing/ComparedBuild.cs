using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>What one build brings to a comparison.</summary>
/// <param name="Runs">Its finished runs. Those of a search are not among them: which loads it tried says nothing of the build.</param>
/// <param name="Answers">The answers of its searches.</param>
/// <param name="Skipped">One line per answer that cannot be compared.</param>
internal sealed record ComparedBuild(IReadOnlyList<RunRecord> Runs, IReadOnlyList<LoadAnswer> Answers, IReadOnlyList<string> Skipped)
{
    /// <summary>Gets what its runs are recognized by, those of searches too, each with the file of the run.</summary>
    public IReadOnlyDictionary<RunPrint, string> Prints { get; private init; } = new Dictionary<RunPrint, string>();

    public bool IsEmpty => Runs.Count == 0 && Answers.Count == 0;

    public static async Task<ComparedBuild> ReadAsync(StoredExperiment experiment, string side, CancellationToken cancellationToken)
    {
        var (answers, skipped) = ReadAnswers(experiment, side);
        var ambiguous = FindAmbiguous(experiment, side, skipped);
        var searched = answers.Select(answer => (answer.Case.Key, answer.Result.Variable.Name)).ToHashSet();
        var runs = new List<RunRecord>();
        var files = experiment.Cases.DistinctBy(one => one.Case.Key).ToDictionary(one => one.Case.Key);
        var prints = new Dictionary<RunPrint, string>();
        await foreach (var run in experiment.ReadRunsAsync(withArrays: false, cancellationToken).ConfigureAwait(false))
        {
            prints.TryAdd(RunPrint.Of(run), files[run.Case.Key].FileOf(run.RunNumber));
            if (ambiguous.Contains(run.Case.Key))
            {
                continue;
            }

            if (run.Case.Load is not { } load || !IsOfSearch(load.Variable, (run.Case with { Load = null }).Key))
            {
                runs.Add(run);
            }
        }

        return new(runs, answers, skipped) { Prints = prints };

        bool IsOfSearch(string variable, string key) => experiment.Searches(variable) ?? searched.Contains((key, variable));
    }

    /// <summary>Finds the cases that several folders state. Where nothing but their names tells them apart, their runs are not repetitions of each
    /// other.</summary>
    private static HashSet<string> FindAmbiguous(StoredExperiment experiment, string side, List<string> skipped)
    {
        var groups = experiment
            .Cases.Where(one => one.FinishedRuns.Count > 0)
            .GroupBy(one => one.Case.Key)
            .Where(group => group.Count() > 1)
            .ToArray();
        skipped.AddRange(
            groups.Select(group =>
                $"{string.Join(" and ", group.Take(2).Select(one => one.Folder))}{(group.Count() > 2 ? $" and {group.Count() - 2} more" : "")} of the {side}: their runs state the same parameters"
            )
        );
        return [.. groups.Select(group => group.Key)];
    }

    private static (List<LoadAnswer> Answers, List<string> Skipped) ReadAnswers(StoredExperiment experiment, string side)
    {
        var (answers, skipped) = (new List<LoadAnswer>(), new List<string>());
        foreach (var one in experiment.Cases)
        {
            foreach (var (name, content) in one.Answers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                try
                {
                    if (SearchAnswerReader.FindOtherRules(content, experiment) is { } differences)
                    {
                        skipped.Add(
                            $"{one.Folder}/{name} of the {side}: found under other rules than those of the experiment ({differences})"
                        );
                    }
                    else if (SearchAnswerReader.Parse(content) is { } result)
                    {
                        answers.Add(new(one.Case, result));
                    }
                }
                catch (InvalidInputException exception)
                {
                    skipped.Add($"{one.Folder}/{name} of the {side}: {exception.Message}");
                }
            }
        }

        return (answers, skipped);
    }
}
