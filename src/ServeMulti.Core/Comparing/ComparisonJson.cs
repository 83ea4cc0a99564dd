using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>Writes a comparison of two builds as JSON for programs.</summary>
internal static class ComparisonJson
{
    /// <summary>The first field of the file, by which a comparison is known.</summary>
    public const string Kind = "serve-multi comparison";

    private const int FormatVersion = 1;

    public static string Write(ExperimentComparison comparison) =>
        Encoding.UTF8.GetString(
            IndentedJson.Write(writer => Write(writer, comparison), indent: 2, JavaScriptEncoder.UnsafeRelaxedJsonEscaping, endsLine: true)
        );

    private static void Write(Utf8JsonWriter writer, ExperimentComparison comparison)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", Kind);
        writer.WriteNumber("formatVersion", FormatVersion);
        writer.WriteString("verdict", comparison.Verdict.ToString());
        WriteLines(writer, "differences", comparison.Differences);
        WriteLines(writer, "notes", comparison.Notes);
        WriteList(writer, "loads", comparison.Loads, WriteLoad);
        WriteList(
            writer,
            "workloads",
            comparison.Workloads,
            (_, workload) =>
            {
                WriteSet(writer, "workload", workload.Workload);
                WriteList(writer, "metrics", workload.Metrics, WriteMetric);
            }
        );
        WriteList(writer, "cases", comparison.Cases, WriteCase);
        WriteLines(writer, "notCompared", comparison.Unmatched);
        writer.WriteEndObject();
    }

    private static void WriteCase(Utf8JsonWriter writer, CaseChange one)
    {
        WriteSet(writer, "configuration", one.Current.ServeParameters);
        WriteSet(writer, "baselineConfiguration", one.Baseline.ServeParameters);
        WriteSet(writer, "workload", one.Current.BenchParameters);
        if (one.Current.Load is { } load)
        {
            WriteSet(writer, "load", new ParameterSet { { load.Variable, load.Value } });
        }

        writer.WriteString("verdict", one.Verdict.ToString());
        writer.WriteString("problem", one.Problem);
        WriteList(writer, "metrics", one.Metrics, WriteMetric);
    }

    private static void WriteLoad(Utf8JsonWriter writer, LoadChange load)
    {
        WriteSet(writer, "configuration", load.Configuration);
        WriteSet(writer, "workload", load.Workload);
        writer.WriteString("variable", load.Current.Variable.Name);
        writer.WriteString("unit", load.Current.Variable.Unit);
        writer.WriteString("sla", load.Current.ServiceLevel.Text);
        WriteNumber(writer, "baseline", load.Baseline.Load);
        WriteNumber(writer, "current", load.Current.Load);
        WriteChange(writer, load.Ratio, load.Low, load.High, load.Margin, load.Verdict);
        writer.WriteString("problem", load.Problem);
    }

    private static void WriteMetric(Utf8JsonWriter writer, MetricChange metric)
    {
        writer.WriteString("metric", metric.Metric);
        writer.WriteString("unit", MetricCatalog.TryFind(metric.Metric)?.Unit ?? "");
        writer.WriteString("direction", metric.Direction.ToString());
        WriteNumber(writer, "baseline", metric.Baseline);
        WriteNumber(writer, "current", metric.Current);
        WriteChange(writer, metric.Ratio, metric.Low, metric.High, metric.Margin, metric.Verdict);
        writer.WriteNumber("baselineRuns", metric.BaselineRuns);
        writer.WriteNumber("currentRuns", metric.CurrentRuns);
        WriteNumber(writer, "moreRunsNeeded", metric.MoreRunsNeeded);
    }

    private static void WriteChange(Utf8JsonWriter writer, double? ratio, double? low, double? high, double margin, ChangeVerdict verdict)
    {
        WriteNumber(writer, "ratio", ratio);
        WriteNumber(writer, "low", low);
        WriteNumber(writer, "high", high);
        writer.WriteNumber("margin", margin);
        writer.WriteString("verdict", verdict.ToString());
    }

    private static void WriteSet(Utf8JsonWriter writer, string name, ParameterSet set)
    {
        writer.WriteStartObject(name);
        if (set.Name is { } called)
        {
            writer.WriteString(ParameterSet.NameKey, called);
        }

        foreach (var (key, value) in set)
        {
            writer.WritePropertyName(key);
            writer.WriteRawValue(value.ToJson());
        }

        writer.WriteEndObject();
    }

    private static void WriteLines(Utf8JsonWriter writer, string name, IEnumerable<string> lines)
    {
        writer.WriteStartArray(name);
        foreach (var line in lines)
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
