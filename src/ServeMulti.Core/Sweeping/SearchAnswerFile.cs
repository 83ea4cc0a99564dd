using System.Buffers;
using System.Text.Json;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Writes what a search found as the JSON of an SLA file; <see cref="SearchAnswerReader"/> reads it.</summary>
internal static class SearchAnswerFile
{
    private const int FormatVersion = 1;

    /// <summary>Returns the name of an SLA's file without <c>.json</c>, such as <c>SLA-p99_e2el_ms-le-500</c>; the store makes it valid everywhere.</summary>
    public static string NameOf(ServiceLevel level) => "SLA-" + (level.Name ?? string.Join('-', level.Select(criterion => Spell(criterion.Text))));

    public static JsonElement Write(SlaSearchResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("formatVersion", FormatVersion);
            writer.WriteString("variable", result.Variable.Name);
            WriteLevel(writer, result.ServiceLevel);
            writer.WriteString("outcome", result.Outcome.ToString());
            WriteNumber(writer, "load", result.Load);
            WriteNumber(writer, "atLeast", result.AtLeast);
            WriteInterval(writer, result.Interval);
            writer.WriteString("binding", result.Binding?.Text);
            WriteNumber(writer, "passing", result.Passing);
            WriteNumber(writer, "failing", result.Failing);
            writer.WriteBoolean("nonMonotone", result.IsNonMonotone);
            WriteNumber(writer, "promptsNeeded", result.PromptsNeeded);
            writer.WriteString("problem", result.Problem);
            writer.WriteNumber("runs", result.Runs - result.StoredRuns);
            writer.WriteNumber("storedRuns", result.StoredRuns);
            WriteProbes(writer, result.Probes);
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static string Spell(string criterion) => criterion
        .Replace("<=", "-le-", StringComparison.Ordinal)
        .Replace(">=", "-ge-", StringComparison.Ordinal)
        .Replace("<", "-lt-", StringComparison.Ordinal)
        .Replace(">", "-gt-", StringComparison.Ordinal);

    private static void WriteLevel(Utf8JsonWriter writer, ServiceLevel level)
    {
        writer.WriteStartObject("sla");
        writer.WriteString("name", level.Name);
        writer.WriteStartArray("criteria");
        foreach (var criterion in level)
        {
            writer.WriteStringValue(criterion.Text);
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

    private static void WriteProbes(Utf8JsonWriter writer, IReadOnlyList<SlaProbe> probes)
    {
        writer.WriteStartArray("probes");
        foreach (var probe in probes)
        {
            writer.WriteStartObject();
            writer.WriteNumber("load", probe.Load);
            writer.WriteString("verdict", probe.Verdict.Kind.ToString());
            writer.WriteString("binding", probe.Verdict.Binding?.Text);
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
        WriteNumber(writer, "throughput", run.Throughput);
        writer.WriteStartArray("checks");
        foreach (var check in run.Checks)
        {
            writer.WriteStartObject();
            writer.WriteString("criterion", check.Criterion.Text);
            WriteNumber(writer, "value", check.Value);
            writer.WriteBoolean("met", check.IsMet);
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
