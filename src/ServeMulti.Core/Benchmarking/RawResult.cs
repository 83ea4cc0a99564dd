using System.Text;
using ServeMulti.Files;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Reads the file that a benchmark command wrote.</summary>
internal static class RawResult
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int LargestResult = 1 << 30;

    private const int ExcerptLength = 80;

    /// <summary>Returns what the file holds, or the failure that it is missing, unreadable or no measurement. Long values stay in
    /// the file, which is open as long as the result is in use.</summary>
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

        FileStream? file = null;
        BenchmarkResult? result = null;
        try
        {
            file = RegularFile.OpenRead(path, bufferSize: 0);
            result = await ReadAsync(file, name, request).ConfigureAwait(false);
            return result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = exception is NotAFileException other ? $"{other.Reason}." : exception.Message;
            return Failed(BenchmarkFailureReason.UnreadableResult, $"The benchmark's result {name} cannot be read: {reason}");
        }
        finally
        {
            if (file is not null && result?.Document is not { HasLongValues: true })
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<BenchmarkResult> ReadAsync(FileStream file, string name, BenchmarkRequest request)
    {
        var length = file.Length;
        if (length > LargestResult)
        {
            return Failed(
                BenchmarkFailureReason.UnreadableResult,
                $"The benchmark's result {name} ({length} bytes) is larger than the {LargestResult} bytes that are read. Leave the details of single requests out of it (--save-detailed)."
            );
        }

        try
        {
            var document =
                length <= ResultScan.LargestWhole
                    ? ResultDocument.Parse(await ReadWholeAsync(file).ConfigureAwait(false))
                    : ResultScan.Read(file);
            return MeasurementCheck.Judge(request, BenchmarkResult.Success(document));
        }
        catch (InvalidInputException exception)
        {
            return Failed(
                BenchmarkFailureReason.UnreadableResult,
                $"The benchmark's result {name} ({length} bytes) is not a JSON object: {Excerpt.OneLine(exception.Message)} It begins with \"{Beginning(file)}\"."
            );
        }
    }

    private static async Task<byte[]> ReadWholeAsync(FileStream file)
    {
        var text = new byte[file.Length];
        var length = await file.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false).ConfigureAwait(false);
        return text[..length];
    }

    private static BenchmarkResult Failed(BenchmarkFailureReason reason, string message) => BenchmarkResult.Failed(new(reason, message));

    private static string Beginning(FileStream file)
    {
        Span<byte> text = stackalloc byte[ExcerptLength];
        var length = RandomAccess.Read(file.SafeFileHandle, text, 0);
        return Excerpt.OneLine(Encoding.UTF8.GetString(text[..length])) + (file.Length > ExcerptLength ? "..." : "");
    }
}
