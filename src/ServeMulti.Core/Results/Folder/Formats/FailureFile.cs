using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>What <c>run=N.failure.json</c> says: why a run has no result.</summary>
internal static class FailureFile
{
    public static byte[] ToJson(FailedRun run, DateTimeOffset failedAt) =>
        JsonText.Write(writer =>
        {
            var failure = run.Failure.Redact(new SecretRedactor(CommandsOf(run.Case)));
            writer.WriteStartObject();
            writer.WriteNumber("run_number", run.RunNumber);
            writer.WriteString("reason", failure.Reason.ToString());
            writer.WriteString("message", failure.Message);
            writer.WriteString("cause", failure.Cause);
            if (failure.ExitCode is { } exitCode)
            {
                writer.WriteNumber("exit_code", exitCode);
            }
            else
            {
                writer.WriteNull("exit_code");
            }

            writer.WriteString("failed_at", failedAt);
            writer.WriteString("log", failure.LogPath);
            writer.WriteStartArray("recent_output");
            foreach (var line in failure.RecentOutput)
            {
                writer.WriteStringValue(line);
            }

            writer.WriteEndArray();
            writer.WritePropertyName("serve_parameters");
            CaseFile.WriteParameters(writer, run.Case.ServeParameters);
            writer.WritePropertyName("bench_parameters");
            CaseFile.WriteParameters(writer, RunObject.BenchParametersWithLoad(run.Case));
            writer.WriteEndObject();
        });

    private static IEnumerable<CommandLine> CommandsOf(BenchmarkCase benchmarkCase) =>
        new[] { benchmarkCase.ServeCommand, benchmarkCase.BenchCommand }.OfType<CommandLine>();

    /// <summary>Reads the file. What is missing in it, or in the file of another tool, has a default.</summary>
    /// <exception cref="Exception">It cannot be read: see <see cref="JsonText.IsUnreadable"/>.</exception>
    public static FailedRun Parse(ReadOnlyMemory<byte> json, BenchmarkCase benchmarkCase, int runNumber)
    {
        using var document = JsonDocument.Parse(TolerantJson.Normalize(json), JsonText.Deep);
        var root = document.RootElement;
        var reason =
            Enum.TryParse<BenchmarkFailureReason>(Text(root, "reason"), out var known) && Enum.IsDefined(known)
                ? known
                : BenchmarkFailureReason.MissingResult;
        return new FailedRun(
            benchmarkCase,
            runNumber,
            new BenchmarkFailure(reason, Text(root, "message") ?? Text(root, "error") ?? "The run failed; its file does not say why.")
            {
                ExitCode =
                    root.TryGetProperty("exit_code", out var code) && code.ValueKind == JsonValueKind.Number ? code.GetInt32() : null,
                Cause = Text(root, "cause"),
                LogPath = Text(root, "log"),
                RecentOutput =
                    root.TryGetProperty("recent_output", out var lines) && lines.ValueKind == JsonValueKind.Array
                        ? [.. lines.EnumerateArray().Select(line => line.ToString())]
                        : [],
            }
        );
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
