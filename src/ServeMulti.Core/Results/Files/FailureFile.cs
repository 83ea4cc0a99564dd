namespace ServeMulti.Results.Files;

/// <summary>What <c>run=N.failure.json</c> says: why a run has no result.</summary>
internal static class FailureFile
{
    public static byte[] ToJson(FailedRun run, DateTimeOffset failedAt) => JsonText.Write(writer =>
    {
        var failure = run.Failure;
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
}
