using System.Text.Json;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Reads the answer of a search from the JSON of its SLA file.</summary>
public static class SearchAnswerReader
{
    private static readonly SlaBinding[] Bindings = [SlaBinding.NotSustained, SlaBinding.TooShort, SlaBinding.FailedRequests, SlaBinding.NothingCompleted];

    /// <summary>Reads an answer.</summary>
    /// <param name="root">The root of the file.</param>
    /// <returns>The answer, without the time that the search took; null for a file of <c>serve_multi.py</c>, which is a list of runs.</returns>
    /// <exception cref="FormatException">The file does not hold what it should.</exception>
    public static SlaSearchResult? TryRead(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        try
        {
            return Read(root);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or ArgumentException or InvalidInputException)
        {
            throw new FormatException($"This is no answer of a search: {exception.Message}", exception);
        }
    }

    private static SlaSearchResult Read(JsonElement root)
    {
        var sla = root.GetProperty("sla");
        var level = new ServiceLevel(sla.GetProperty("criteria").EnumerateArray().Select(text => ServiceLevel.Parse(text.GetString()!).Single()))
        {
            Name = sla.TryGetProperty("name", out var name) ? name.GetString() : null,
        };
        var interval = root.TryGetProperty("interval", out var ends) && ends.ValueKind == JsonValueKind.Array && ends.GetArrayLength() == 2
            ? new LoadInterval(ReadNumber(ends[0]) ?? 0, ReadNumber(ends[1]) ?? double.PositiveInfinity)
            : null;
        return new SlaSearchResult
        {
            ServiceLevel = level,
            Variable = LoadVariable.Parse(root.GetProperty("variable").GetString()!),
            Outcome = Enum.TryParse<SlaSearchOutcome>(root.GetProperty("outcome").GetString(), out var outcome) && Enum.IsDefined(outcome) ? outcome : throw new FormatException("Its outcome is unknown."),
            Load = Number(root, "load"),
            AtLeast = Number(root, "atLeast"),
            Interval = interval,
            Binding = ReadBinding(root, level),
            Passing = Number(root, "passing"),
            Failing = Number(root, "failing"),
            IsNonMonotone = root.TryGetProperty("nonMonotone", out var flag) && flag.ValueKind == JsonValueKind.True,
            PromptsNeeded = (int?)Number(root, "promptsNeeded"),
            Problem = root.TryGetProperty("problem", out var problem) ? problem.GetString() : null,
            Runs = (int)((Number(root, "runs") ?? 0) + (Number(root, "storedRuns") ?? 0)),
            StoredRuns = (int)(Number(root, "storedRuns") ?? 0),
            Probes = [.. root.GetProperty("probes").EnumerateArray().Select(probe => ReadProbe(probe, level))],
        };
    }

    private static SlaProbe ReadProbe(JsonElement probe, ServiceLevel level) => new(
        probe.GetProperty("load").GetDouble(),
        new SlaVerdict
        {
            Kind = Enum.TryParse<SlaVerdictKind>(probe.GetProperty("verdict").GetString(), out var kind) && Enum.IsDefined(kind) ? kind : SlaVerdictKind.Invalid,
            Binding = ReadBinding(probe, level),
        },
        [.. probe.GetProperty("runs").EnumerateArray().Select(run => ReadRun(run, level))]);

    private static SlaProbeRun ReadRun(JsonElement run, ServiceLevel level) => new(
        run.GetProperty("run").GetInt32(),
        run.GetProperty("prompts").GetInt32(),
        run.GetProperty("counts").GetBoolean(),
        Number(run, "throughput") ?? double.NaN,
        [.. run.GetProperty("checks").EnumerateArray().Select(check => ReadCheck(check, level)).OfType<CriterionCheck>()]);

    private static CriterionCheck? ReadCheck(JsonElement check, ServiceLevel level)
    {
        var text = check.GetProperty("criterion").GetString();
        var value = Number(check, "value") ?? double.NaN;
        return level.FirstOrDefault(criterion => criterion.Text == text) is { } found
            ? new CriterionCheck(found, value, check.GetProperty("met").GetBoolean(), found.Margin(value))
            : null;
    }

    private static SlaBinding? ReadBinding(JsonElement element, ServiceLevel level)
    {
        if (!element.TryGetProperty("binding", out var binding) || binding.GetString() is not { } text)
        {
            return null;
        }

        return level.FirstOrDefault(one => one.Text == text) is { } criterion ? SlaBinding.Of(criterion)
            : Array.Find(Bindings, one => one.Text == text) ?? throw new FormatException($"Its binding is unknown: \"{text}\".");
    }

    private static double? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? ReadNumber(value) : null;

    private static double? ReadNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
