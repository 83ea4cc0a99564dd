using System.Text.Json;
using ServeMulti.Results.Folder;
using ServeMulti.Sla;

namespace ServeMulti.Results;

/// <summary>Reads the answer of a search from the JSON of its SLA file.</summary>
public static class SearchAnswerReader
{
    private static readonly SlaBinding[] Bindings =
    [
        SlaBinding.NotSustained,
        SlaBinding.TooShort,
        SlaBinding.FailedRequests,
        SlaBinding.NothingCompleted,
    ];

    /// <summary>Reads an answer.</summary>
    /// <param name="root">The root of the file.</param>
    /// <returns>The answer, without the time that the search took; null for a file of <c>serve_multi.py</c>, which is a list of
    /// runs.</returns>
    /// <exception cref="InvalidInputException">The file does not hold what it should, or has the format of a newer version.</exception>
    public static SlaSearchResult? Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (FormatVersions.FindProblem(root) is { } problem)
        {
            throw new InvalidInputException($"This answer {problem}.");
        }

        try
        {
            return Read(root);
        }
        catch (Exception exception)
            when (exception
                    is KeyNotFoundException
                        or InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or InvalidInputException
            )
        {
            throw new InvalidInputException($"This is no answer of a search: {exception.Message}", exception);
        }
    }

    private static SlaSearchResult Read(JsonElement root)
    {
        var sla = root.GetProperty("sla");
        var level = new ServiceLevel(sla.GetProperty("criteria").EnumerateArray().Select(ReadCriterion))
        {
            Name = sla.TryGetProperty("name", out var name) ? name.GetString() : null,
        };
        var interval =
            root.TryGetProperty("interval", out var ends) && ends.ValueKind == JsonValueKind.Array && ends.GetArrayLength() == 2
                ? new LoadInterval(ReadNumber(ends[0]) ?? 0, ReadNumber(ends[1]) ?? double.PositiveInfinity)
                : null;
        return new SlaSearchResult
        {
            ServiceLevel = level,
            Variable = ReadVariable(root),
            Options = root.TryGetProperty("rules", out var rules) ? SearchRuleTable.Read(rules) : null,
            Outcome =
                Enum.TryParse<SlaSearchOutcome>(root.GetProperty("outcome").GetString(), out var outcome) && Enum.IsDefined(outcome)
                    ? outcome
                    : throw new InvalidInputException("Its outcome is unknown."),
            Load = Number(root, "load"),
            AtLeast = Number(root, "atLeast"),
            Interval = interval,
            Binding = ReadBinding(root, level),
            Passing = Number(root, "passing"),
            Failing = Number(root, "failing"),
            IsNonMonotone = root.TryGetProperty("nonMonotone", out var flag) && flag.ValueKind == JsonValueKind.True,
            PromptsNeeded = (int?)Number(root, "promptsNeeded"),
            RunNoise = Number(root, "runNoise"),
            MoreRunsNeeded = (int?)Number(root, "moreRunsNeeded"),
            Problem = root.TryGetProperty("problem", out var problem) ? problem.GetString() : null,
            SteadyFailures =
                root.TryGetProperty("steadyFailures", out var failures) && failures.ValueKind == JsonValueKind.Object
                    ? new SteadyFailures(failures.GetProperty("share").GetDouble(), failures.GetProperty("suggestedLimit").GetDouble())
                    : null,
            Runs = (int)((Number(root, "runs") ?? 0) + (Number(root, "storedRuns") ?? 0)),
            StoredRuns = (int)(Number(root, "storedRuns") ?? 0),
            Probes = [.. root.GetProperty("probes").EnumerateArray().Select(probe => ReadProbe(probe, level))],
        };
    }

    private static SlaProbe ReadProbe(JsonElement probe, ServiceLevel level) =>
        new(
            probe.GetProperty("load").GetDouble(),
            new SlaVerdict
            {
                Kind =
                    Enum.TryParse<SlaVerdictKind>(probe.GetProperty("verdict").GetString(), out var kind) && Enum.IsDefined(kind)
                        ? kind
                        : SlaVerdictKind.Invalid,
                Binding = ReadBinding(probe, level),
                Problem = Text(probe, "problem"),
            },
            [.. probe.GetProperty("runs").EnumerateArray().Select(run => ReadRun(run, level))]
        )
        {
            IsOverruled = probe.TryGetProperty("overruled", out var overruled) && overruled.ValueKind == JsonValueKind.True,
        };

    private static SlaProbeRun ReadRun(JsonElement run, ServiceLevel level) =>
        new(
            run.GetProperty("run").GetInt32(),
            run.GetProperty("prompts").GetInt32(),
            run.GetProperty("counts").GetBoolean(),
            Number(run, "throughput") ?? double.NaN,
            [
                .. run.GetProperty("checks")
                    .EnumerateArray()
                    .Select((check, place) => ReadCheck(check, place, level))
                    .OfType<CriterionCheck>(),
            ]
        )
        {
            Problem = Text(run, "problem"),
        };

    private static CriterionCheck? ReadCheck(JsonElement check, int place, ServiceLevel level)
    {
        var text = check.GetProperty("criterion").GetString();
        var value = Number(check, "value") ?? double.NaN;
        var found =
            place < level.Count && level[place].TextOrMetric() == text
                ? level[place]
                : level.FirstOrDefault(criterion => criterion.TextOrMetric() == text);
        return found is null
            ? null
            : new CriterionCheck(found, value, check.GetProperty("met").GetBoolean(), Number(check, "margin") ?? found.Margin(value));
    }

    private static LoadVariable ReadVariable(JsonElement root)
    {
        var name = root.GetProperty("variable").GetString()!;
        return root.TryGetProperty("unit", out var unit)
            ? LoadVariable.Restore(name, unit.GetString(), root.GetProperty("whole").GetBoolean())
            : LoadVariable.Parse(name);
    }

    private static ISlaCriterion ReadCriterion(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return ServiceLevel.Parse(element.GetString()!).Single();
        }

        var metric = element.GetProperty("metric").GetString()!;
        return element.TryGetProperty("operator", out var comparison)
            ? ThresholdCriterion.Parse(metric, comparison.GetString() + element.GetProperty("target").GetString())
            : new StoredCriterion(
                metric,
                element.GetProperty("text").GetString()!,
                element.TryGetProperty("lowerLimit", out var isLower) && isLower.ValueKind == JsonValueKind.True
            );
    }

    private static SlaBinding? ReadBinding(JsonElement element, ServiceLevel level)
    {
        if (!element.TryGetProperty("binding", out var binding) || binding.GetString() is not { } text)
        {
            return null;
        }

        if (element.TryGetProperty("bindingCriterion", out var place))
        {
            return place.GetInt32() is >= 0 and var index && index < level.Count
                ? SlaBinding.Of(level[index])
                : throw new InvalidInputException($"Its binding is no criterion of the SLA: \"{text}\".");
        }

        return level.OfType<ThresholdCriterion>().FirstOrDefault(one => one.Text == text) is { } criterion
            ? SlaBinding.Of(criterion)
            : Array.Find(Bindings, one => one.Text == text) ?? throw new InvalidInputException($"Its binding is unknown: \"{text}\".");
    }

    /// <summary>Parses the text of a threshold; null where it is none.</summary>
    internal static ISlaCriterion? TryParse(string text)
    {
        return ServiceLevel.TryParse(text, out var level) && level is [var criterion] ? criterion : null;
    }

    /// <summary>Returns under which other rules than its experiment's an answer was found; null where they are the same, or not
    /// known.</summary>
    /// <param name="answer">The content of the answer's file.</param>
    /// <param name="experiment">The experiment that the answer is part of.</param>
    public static string? FindOtherRules(JsonElement answer, StoredExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return FindOtherRules(answer, experiment.Rules);
    }

    internal static string? FindOtherRules(JsonElement answer, ExperimentRules? known)
    {
        if (answer.ValueKind != JsonValueKind.Object || known is null)
        {
            return null;
        }

        var differences = new List<string>();
        if (
            answer.TryGetProperty("rules", out var rules)
            && Text(answer, "variable") is { } variable
            && known.Find(ExperimentRules.ForSearch(variable)) is { } asked
        )
        {
            // Prompts that are not asked for are those of the benchmark, which each answer writes out.
            differences.AddRange(
                ExperimentRules
                    .Differences(rules, asked)
                    .Where(one => one.New.ValueKind != JsonValueKind.Null || one.Key != SearchRuleTable.BasePrompts)
                    .Select(one =>
                        $"{SearchRuleTable.Words.GetValueOrDefault(one.Key, one.Key)}: {ExperimentRules.Spell(one.Old)}, not {ExperimentRules.Spell(one.New)}"
                    )
            );
        }

        if (
            known.Find(ExperimentRules.Levels) is { } levels
            && Parse(answer)?.ServiceLevel is { Name: { } name } level
            && levels.TryGetProperty(name, out var text)
            && text.ValueKind == JsonValueKind.String
            && text.GetString() != level.Text
        )
        {
            differences.Add($"{name}: {level.Text}, not {text.GetString()}");
        }

        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? ReadNumber(value) : null;

    private static double? ReadNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
