using System.Text;
using ServeMulti.Files;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Reads the file that a benchmark command wrote.</summary>
internal static class RawResult
{
    /// <summary>The largest file that is read, in bytes: it takes several times its size in memory.</summary>
    public const int LargestResult = 1 << 30;

    private const int ExcerptLength = 80;

    /// <summary>Returns what the file holds, or the failure that it is missing, unreadable or no measurement.</summary>
    public static async Task<BenchmarkResult> ReadAsync(string path, BenchmarkRequest request)
    {
        var name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            return Failed(
                BenchmarkFailureReason.MissingResult,
                $"The benchmark exited with code 0 but wrote no result: there is no {name} in the folder it was given. Check that the command honours --save-result, --result-dir and --result-filename."
            );
        }

        if (new FileInfo(path).Length is var length && length > LargestResult)
        {
            return Failed(
                BenchmarkFailureReason.UnreadableResult,
                $"The benchmark's result {name} ({length} bytes) is larger than the {LargestResult} bytes that are read. Leave the details of single requests out of it (--save-detailed)."
            );
        }

        byte[] text;
        try
        {
            text = await Task.Run(() => InputFile.ReadAll(path, LargestResult)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = exception is NotAFileException other ? $"{other.Reason}." : exception.Message;
            return Failed(BenchmarkFailureReason.UnreadableResult, $"The benchmark's result {name} cannot be read: {reason}");
        }

        try
        {
            return MeasurementCheck.Judge(request, BenchmarkResult.Success(ResultDocument.Parse(text)));
        }
        catch (FormatException exception)
        {
            return Failed(
                BenchmarkFailureReason.UnreadableResult,
                $"The benchmark's result {name} ({text.Length} bytes) is not a JSON object: {Excerpt.OneLine(exception.Message)} It begins with \"{Beginning(text)}\"."
            );
        }
    }

    private static BenchmarkResult Failed(BenchmarkFailureReason reason, string message) => BenchmarkResult.Failed(new(reason, message));

    private static string Beginning(byte[] text)
    {
        var start = Encoding.UTF8.GetString(text.AsSpan(0, Math.Min(text.Length, ExcerptLength)));
        return Excerpt.OneLine(start) + (text.Length > ExcerptLength ? "..." : "");
    }
}
