using System.Text.Json;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>What <c>case.json</c> says: the identity of the case whose runs are beside it.</summary>
/// <param name="Key">The case key.</param>
/// <param name="Case">The case.</param>
/// <param name="UnverifiedRuns">Runs that were there before this file: nothing says which commands they were made with.</param>
internal sealed record CaseFile(string Key, BenchmarkCase Case, IReadOnlyList<int> UnverifiedRuns)
{
    public byte[] ToJson() =>
        JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("key", Key);
            writer.WriteCommand("serveCommand", Case.ServeCommand);
            writer.WriteString("endpoint", Case.Endpoint is { } endpoint ? SecretText.Redact(endpoint.OriginalString) : null);
            writer.WriteCommand("benchCommand", Case.BenchCommand);
            writer.WritePropertyName("serveParameters");
            WriteParameters(writer, Case.ServeParameters);
            writer.WritePropertyName("benchParameters");
            WriteParameters(writer, Case.BenchParameters);
            if (Case.Load is { } load)
            {
                writer.WritePropertyName("load");
                WriteParameters(writer, new ParameterSet { { load.Variable, load.Value } });
            }

            if (UnverifiedRuns.Count > 0)
            {
                writer.WriteStartArray("unverifiedRuns");
                foreach (var run in UnverifiedRuns)
                {
                    writer.WriteNumberValue(run);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });

    /// <summary>Reads the file.</summary>
    /// <exception cref="Exception">It cannot be read: see <see cref="JsonText.IsUnreadable"/>.</exception>
    public static CaseFile Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, JsonText.Deep);
        var root = document.RootElement;
        var parsed = new BenchmarkCase
        {
            ServeCommand = root.GetProperty("serveCommand").ReadCommand(),
            Endpoint = root.GetProperty("endpoint").GetString() is { } endpoint ? new Uri(endpoint, UriKind.RelativeOrAbsolute) : null,
            BenchCommand = root.GetProperty("benchCommand").ReadCommand(),
            ServeParameters = ReadParameters(root.GetProperty("serveParameters")),
            BenchParameters = ReadParameters(root.GetProperty("benchParameters")),
            Load = root.TryGetProperty("load", out var load) ? ReadLoad(load) : null,
        };
        IReadOnlyList<int> unverified = root.TryGetProperty("unverifiedRuns", out var runs)
            ? [.. runs.EnumerateArray().Select(run => run.GetInt32())]
            : [];
        return new CaseFile(
            root.GetProperty("key").GetString() ?? throw new InvalidInputException("The key is missing."),
            parsed,
            unverified
        );
    }

    public static void WriteParameters(Utf8JsonWriter writer, ParameterSet parameters)
    {
        writer.WriteStartObject();
        if (parameters.Name is { } name)
        {
            writer.WriteString("_benchmark_name", name);
        }

        foreach (var (key, value) in parameters)
        {
            writer.WritePropertyName(key);
            writer.WriteRawValue(value.ToJson());
        }

        writer.WriteEndObject();
    }

    private static ParameterSet ReadParameters(JsonElement element) =>
        ParameterSweep.Parse($"[{element.GetRawText()}]", ExperimentLayout.CaseFileName)[0];

    private static CaseLoad ReadLoad(JsonElement element)
    {
        var (variable, value) = ReadParameters(element)[0];
        return new CaseLoad(variable, value);
    }
}
