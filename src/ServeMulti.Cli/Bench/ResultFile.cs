using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ServeMulti.Benchmarking;

namespace ServeMulti.Cli.Bench;

/// <summary>The file that <c>--save-result</c> writes.</summary>
internal sealed class ResultFile
{
    private readonly string _folder;
    private readonly string? _name;
    private readonly bool _isAppended;

    private ResultFile(string folder, string? name, bool isAppended)
    {
        _folder = folder;
        _name = name;
        _isAppended = isAppended;
    }

    public static IEnumerable<Option> CreateOptions() =>
        [
            BenchOptions.Spelled(new Option<bool>("--save-result") { Description = "write the result to a file" }),
            BenchOptions.Spelled(new Option<string>("--result-dir") { Description = "folder of the result file (the current one)" }),
            BenchOptions.Spelled(
                new Option<string>("--result-filename")
                {
                    Description = "name of the result file (from label, rate, concurrency, model and time)",
                }
            ),
            BenchOptions.Spelled(
                new Option<bool>("--append-result")
                {
                    Description = "append the result to its file, one JSON object per line; implies --save-result",
                }
            ),
        ];

    /// <summary>Returns the file for the result and creates its folder; null if the result is not saved.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be created.</exception>
    public static ResultFile? Of(ParseResult parsed)
    {
        var isAppended = parsed.GetValue<bool>("--append-result");
        if (!isAppended && !parsed.GetValue<bool>("--save-result") && !parsed.GetValue<bool>("--save-detailed"))
        {
            return null;
        }

        var folder = parsed.GetValue<string>("--result-dir") ?? ".";
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException($"result-dir: '{folder}' cannot be written: {exception.Message}");
        }

        return new(folder, parsed.GetValue<string>("--result-filename"), isAppended);
    }

    /// <summary>Writes the result.</summary>
    public Task WriteAsync(ResultDocument document, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder, _name ?? MakeName(document));
        var text = ToJson(document);
        return _isAppended ? AppendAsync(path, text, cancellationToken) : ReplaceAsync(path, text, cancellationToken);
    }

    // Written under another name and then renamed, so that no reader sees a partial file.
    private static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            await using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                await stream.WriteAsync(text, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    // As in the original, a line feed precedes every object except the first. One write, so that two processes that append at once do not
    // mix.
    private static async Task AppendAsync(string path, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await stream.WriteAsync(stream.Length == 0 ? text : (byte[])[.. "\n"u8, .. text.Span], cancellationToken);
        stream.Flush(flushToDisk: true);
    }

    private static ReadOnlyMemory<byte> ToJson(ResultDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var (name, value) in document.Fields)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static string MakeName(ResultDocument document)
    {
        var fields = document.Scalars.ToDictionary(field => field.Key, field => field.Value);
        var first = fields["label"].ValueKind == JsonValueKind.String ? fields["label"].GetString() : fields["backend"].GetString();
        var concurrency = fields["max_concurrency"].ValueKind == JsonValueKind.Number ? $"-concurrency{fields["max_concurrency"]}" : "";
        var model = fields["model_id"].GetString()!.Split('/', '\\')[^1];
        var time = fields["date"].GetString();
        var name = string.Create(CultureInfo.InvariantCulture, $"{first}-{fields["request_rate"]}qps{concurrency}-{model}-{time}.json");
        return string.Concat(name.Select(c => c is '/' or '\\' || char.IsControl(c) ? '_' : c));
    }
}
