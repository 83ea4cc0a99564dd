using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ServeMulti.Results;
using ServeMulti.Results.Folder;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Writes what a search found as the JSON of an SLA file; <see cref="SearchAnswerReader"/> reads it.</summary>
internal static class SearchAnswerFile
{
    /// <summary>Writes an answer.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="prunesServers">Whether servers that cannot win were left out.</param>
    public static JsonElement Write(SlaSearchResult result, bool prunesServers = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("formatVersion", FormatVersions.Answer);
            writer.WriteString("variable", result.Variable.Name);
            if (!result.Variable.IsBuiltIn)
            {
                writer.WriteString("unit", result.Variable.Unit);
                writer.WriteBoolean("whole", result.Variable.IsWhole);
            }

            WriteLevel(writer, result.ServiceLevel);
            WriteRules(writer, result, prunesServers);
            writer.WriteString("outcome", result.Outcome.ToString());
            WriteNumber(writer, "load", result.Load);
            WriteNumber(writer, "atLeast", result.AtLeast);
            WriteInterval(writer, result.Interval);
            WriteBinding(writer, result.Binding, result.ServiceLevel);
            WriteNumber(writer, "passing", result.Passing);
            WriteNumber(writer, "failing", result.Failing);
            writer.WriteBoolean("nonMonotone", result.IsNonMonotone);
            WriteNumber(writer, "promptsNeeded", result.PromptsNeeded);
            WriteNumber(writer, "runNoise", result.RunNoise);
            WriteNumber(writer, "moreRunsNeeded", result.MoreRunsNeeded);
            writer.WriteString("problem", result.Problem);
            if (result.SteadyFailures is { } failures)
            {
                writer.WriteStartObject("steadyFailures");
                writer.WriteNumber("share", failures.Share);
                writer.WriteNumber("suggestedLimit", failures.SuggestedLimit);
                writer.WriteEndObject();
            }

            writer.WriteNumber("runs", result.Runs - result.StoredRuns);
            writer.WriteNumber("storedRuns", result.StoredRuns);
            WriteProbes(writer, result.Probes, result.ServiceLevel);
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void WriteRules(Utf8JsonWriter writer, SlaSearchResult result, bool prunesServers)
    {
        if (result.Options is { } options)
        {
            writer.WritePropertyName("rules");
            SearchRuleTable.Write(writer, options, prunesServers);
        }
    }

    /// <summary>Writes what limits a load: its text, and for a criterion which of the SLA's it is, because a text may be
    /// anything.</summary>
    private static void WriteBinding(Utf8JsonWriter writer, SlaBinding? binding, ServiceLevel level)
    {
        writer.WriteString("binding", binding?.Text);
        if (binding?.Criterion is { } criterion)
        {
            writer.WriteNumber("bindingCriterion", Enumerable.Range(0, level.Count).First(place => level[place].Equals(criterion)));
        }
    }

    /// <summary>A threshold is written as its text where that reads back as the same; a criterion of a host's own as its metric and text,
    /// which is never parsed.</summary>
    private static void WriteCriterion(Utf8JsonWriter writer, ISlaCriterion criterion)
    {
        if (
            criterion is ThresholdCriterion threshold
            && SearchAnswerReader.TryParse(threshold.Text) is { } parsed
            && parsed.Equals(threshold)
        )
        {
            writer.WriteStringValue(threshold.Text);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("metric", criterion.Metric);
        if (criterion is ThresholdCriterion unusual)
        {
            writer.WriteString("operator", unusual.Symbol);
            writer.WriteString("target", unusual.Target.ToString("R", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteString("text", criterion.TextOrMetric());
            writer.WriteBoolean("lowerLimit", criterion.IsLowerLimit);
        }

        writer.WriteEndObject();
    }

    private static void WriteLevel(Utf8JsonWriter writer, ServiceLevel level)
    {
        writer.WriteStartObject("sla");
        writer.WriteString("name", level.Name);
        writer.WriteStartArray("criteria");
        foreach (var criterion in level)
        {
            WriteCriterion(writer, criterion);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter writer, LoadInterval? interval)
    {
        if (interval is null)
        {
            writer.WriteNull("interval");
            return;
        }

        writer.WriteStartArray("interval");
        WriteValue(writer, interval.Low);
        WriteValue(writer, interval.High);
        writer.WriteEndArray();
    }

    private static void WriteProbes(Utf8JsonWriter writer, IReadOnlyList<SlaProbe> probes, ServiceLevel level)
    {
        writer.WriteStartArray("probes");
        foreach (var probe in probes)
        {
            writer.WriteStartObject();
            writer.WriteNumber("load", probe.Load);
            writer.WriteString("verdict", probe.Verdict.Kind.ToString());
            WriteBinding(writer, probe.Verdict.Binding, level);
            if (probe.IsOverruled)
            {
                writer.WriteBoolean("overruled", true);
            }

            if (probe.Verdict.Problem is { } problem)
            {
                writer.WriteString("problem", problem);
            }

            writer.WriteStartArray("runs");
            foreach (var run in probe.Runs)
            {
                WriteRun(writer, run);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRun(Utf8JsonWriter writer, SlaProbeRun run)
    {
        writer.WriteStartObject();
        writer.WriteNumber("run", run.RunNumber);
        writer.WriteNumber("prompts", run.Prompts);
        writer.WriteBoolean("counts", run.Counts);
        if (run.Problem is { } problem)
        {
            writer.WriteString("problem", problem);
        }

        WriteNumber(writer, "throughput", run.Throughput);
        writer.WriteStartArray("checks");
        foreach (var check in run.Checks)
        {
            writer.WriteStartObject();
            writer.WriteString("criterion", check.Criterion.TextOrMetric());
            WriteNumber(writer, "value", check.Value);
            writer.WriteBoolean("met", check.IsMet);
            if (check.Criterion is not ThresholdCriterion)
            {
                WriteNumber(writer, "margin", check.Margin);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        writer.WritePropertyName(name);
        WriteValue(writer, value);
    }

    /// <summary>JSON has no number for what is not finite: an open end is null.</summary>
    private static void WriteValue(Utf8JsonWriter writer, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
