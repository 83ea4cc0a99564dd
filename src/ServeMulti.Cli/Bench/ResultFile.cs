using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Files;

namespace ServeMulti.Cli.Bench;

/// <summary>The file that <c>--save-result</c> writes.</summary>
internal sealed class ResultFile
{
    /// <summary>A field of every result of the load generator, and of no other client.</summary>
    private static readonly byte[] Mark = [.. "\"client_transport\":"u8];

    private readonly string _folder;
    private readonly string? _name;
    private readonly bool _isAppended;
    private readonly bool _overwrites;

    private ResultFile(string folder, string? name, bool isAppended, bool overwrites)
    {
        _folder = folder;
        _name = name;
        _isAppended = isAppended;
        _overwrites = overwrites;
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
            BenchOptions.Spelled(new Option<bool>("--overwrite") { Description = "replace a result file that serve-multi did not write" }),
        ];

    /// <summary>Returns the file for the result and creates its folder; null if the result is not saved.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be created, or the file must not be written.</exception>
    public static ResultFile? Of(ParseResult parsed)
    {
        var isAppended = parsed.GetValue<bool>("--append-result");
        if (!isAppended && !parsed.GetValue<bool>("--save-result") && !parsed.GetValue<bool>("--save-detailed"))
        {
            return null;
        }

        var folder = parsed.GetValue<string>("--result-dir") ?? ".";
        var file = new ResultFile(folder, parsed.GetValue<string>("--result-filename"), isAppended, parsed.GetValue<bool>("--overwrite"));
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException($"result-dir: '{folder}' cannot be written: {exception.Message}");
        }

        file.Check();
        return file;
    }

    /// <summary>Writes the result.</summary>
    /// <exception cref="ServeMultiException">It cannot be written.</exception>
    public void Write(ResultDocument document)
    {
        var path = PathOf(_name ?? MakeName(document));
        if (StandardOutput.IsMeantBy(path))
        {
            StandardOutput.Write([.. ToJson(document).Span, (byte)'\n']);
            return;
        }

        try
        {
            Write(Look(path), document);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServeMultiException(OutputFile.Describe(path, exception), exception);
        }
    }

    /// <summary>Looks at the place of the result before anything is sent, which may take hours.</summary>
    private void Check()
    {
        if (_name is null || StandardOutput.IsMeantBy(PathOf(_name)))
        {
            return;
        }

        try
        {
            Look(PathOf(_name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException($"result-filename: {OutputFile.Describe(PathOf(_name), exception)}");
        }
    }

    private string PathOf(string name) => name == "-" ? name : Path.Combine(_folder, name);

    /// <summary>A result is appended to any file of JSON objects, whoever wrote it.</summary>
    private OutputFile Look(string path) =>
        OutputFile.At(path, stream => _isAppended ? stream.ReadByte() == '{' : FileMark.IsIn(stream, Mark), _overwrites);

    private void Write(OutputFile file, ResultDocument document)
    {
        if (!_isAppended)
        {
            file.Write(document.WriteTo);
            return;
        }

        // As in the original, a line feed precedes every object except the first. One write, so that two processes that append at once do
        // not mix.
        using var stream = file.Append();
        var text = ToJson(document);
        stream.Write(stream.Length == 0 ? text.Span : [.. "\n"u8, .. text.Span]);
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
