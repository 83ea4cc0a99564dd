using ServeMulti.Benchmarking;
using ServeMulti.Files;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration;

/// <summary>Writes what went wrong in a run to the file of its output.</summary>
internal static class RunLog
{
    /// <summary>How many failures are logged one by one.</summary>
    public const int MostFailures = 100;

    public static async Task WriteAsync(
        string? path,
        BenchmarkResult result,
        IReadOnlyList<RequestRecord> failures,
        SecretRedactor secrets,
        CancellationToken cancellationToken
    )
    {
        if (path is null)
        {
            return;
        }

        var lines = failures.Select(request =>
            FormattableString.Invariant(
                $"request {request.Index} failed after {request.Latency?.TotalSeconds:F3} s: {request.Failure!.CountedAs}: {request.Failure.Message}"
            )
        );
        var end = result.IsSuccess ? "The run ended with a result." : result.Failure.Message;
        var options = PrivateFile.OnCreation(new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write });
        var writer = new StreamWriter(RegularFile.Open(path, options));
        await using (writer.ConfigureAwait(false))
        {
            foreach (var line in lines.Append(end))
            {
                await writer.WriteLineAsync(secrets.Redact(line).AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
