using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServeMulti.Files;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration;

/// <summary>The times, texts and errors of every request of a run. They go to a file as the requests end: memory holds only where they
/// lie.</summary>
/// <remarks>Not safe for several threads at once.</remarks>
internal sealed class RequestDetails : IDisposable
{
    private const int MostPending = 64 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream _file;
    private readonly List<Entry> _entries = [];
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private long _written;

    private RequestDetails(FileStream file) => _file = file;

    /// <summary>Creates the file.</summary>
    /// <param name="folder">In which folder; null: among the machine's temporary files.</param>
    /// <exception cref="RequestDetailsException">The file cannot be created.</exception>
    public static RequestDetails Create(string? folder) =>
        RequestDetailsException.Try(() => new RequestDetails(PrivateFile.CreateNameless(folder)));

    /// <summary>Writes the details of a request that has ended.</summary>
    /// <exception cref="RequestDetailsException">They cannot be written.</exception>
    public void Add(RequestRecord request)
    {
        var gaps = Write(json => WriteGaps(json, request.InterTokenTimes));
        var text = Write(json => json.WriteStringValue(request.GeneratedText ?? ""));
        var error = Write(json => json.WriteStringValue(request.Failure is { } failure ? $"{failure.CountedAs}: {failure.Message}" : ""));
        var timeToFirst = request.TimeToFirstToken ?? TimeSpan.Zero;
        _entries.Add(new(request.Index, request.InputTokens, request.OutputTokens, request.ActualStart, timeToFirst, gaps, text, error));
    }

    /// <summary>Writes the details as arrays with one value a request, in the order of sending.</summary>
    /// <exception cref="RequestDetailsException">The file cannot be read.</exception>
    public void WriteTo(Utf8JsonWriter json)
    {
        _entries.Sort((one, other) => one.Index.CompareTo(other.Index));
        WriteArray(json, "input_lens", entry => json.WriteNumberValue(entry.InputTokens));
        WriteArray(json, "output_lens", entry => json.WriteNumberValue(entry.OutputTokens));
        WriteArray(json, "start_times", entry => WriteSeconds(json, entry.Start));
        WriteArray(json, "ttfts", entry => WriteSeconds(json, entry.TimeToFirstToken));
        WriteArray(json, "itls", entry => json.WriteRawValue(Read(entry.Gaps), skipInputValidation: true));
        WriteArray(json, "generated_texts", entry => json.WriteRawValue(Read(entry.Text), skipInputValidation: true));
        WriteArray(json, "errors", entry => json.WriteRawValue(Read(entry.Error), skipInputValidation: true));
    }

    public void Dispose() => _file.Dispose();

    private static void WriteGaps(Utf8JsonWriter json, IReadOnlyList<TimeSpan> gaps)
    {
        json.WriteStartArray();
        foreach (var gap in gaps)
        {
            WriteSeconds(json, gap);
        }

        json.WriteEndArray();
    }

    // As Python writes it, whose numbers keep their point.
    private static void WriteSeconds(Utf8JsonWriter json, TimeSpan time) => json.WriteRawValue(PythonNumber.Spell(time.TotalSeconds));

    private void WriteArray(Utf8JsonWriter json, string name, Action<Entry> write)
    {
        json.WriteStartArray(name);
        foreach (var entry in _entries)
        {
            write(entry);
            if (json.BytesPending > MostPending)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
    }

    private Part Write(Action<Utf8JsonWriter> content)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Options))
        {
            content(json);
        }

        var part = new Part(_written, _buffer.WrittenCount);
        _written += part.Length;
        RequestDetailsException.Try(() => _file.Write(_buffer.WrittenSpan));
        return part;
    }

    private byte[] Read(Part part)
    {
        var content = new byte[part.Length];
        RequestDetailsException.Try(() =>
        {
            _file.Position = part.Start;
            _file.ReadExactly(content);
        });
        return content;
    }

    private readonly record struct Part(long Start, int Length);

    private readonly record struct Entry(
        int Index,
        int InputTokens,
        int OutputTokens,
        TimeSpan Start,
        TimeSpan TimeToFirstToken,
        Part Gaps,
        Part Text,
        Part Error
    );
}
