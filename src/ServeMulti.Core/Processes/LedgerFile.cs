using System.Buffers;
using System.Text.Json;
using ServeMulti.Files;
using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>The file of a ledger: one JSON object a line, only ever appended to. A line that a crash tore is passed over.</summary>
/// <remarks>
/// Lines are handed to the system before a start goes on, but not forced onto the disk: that outlives a killed host, and after a crash of
/// the whole machine none of the processes runs any more.
/// </remarks>
internal sealed class LedgerFile
{
    private const int LargestFile = 64 << 20;
    private const int LongestLine = 4096;

    private readonly object _gate = new();
    private readonly Action<Stream, ReadOnlyMemory<byte>> _write;
    private bool _isOpened;

    /// <param name="path">The file.</param>
    /// <param name="write">Writes a line, for a test that ends the host there; null: as it is.</param>
    public LedgerFile(string path, Action<Stream, ReadOnlyMemory<byte>>? write = null)
    {
        Location = Path.GetFullPath(path);
        _write = write ?? (static (file, line) => file.Write(line.Span));
    }

    /// <summary>Gets the full path of the file.</summary>
    public string Location { get; }

    public void AppendHost(HostRecord host) =>
        Append(json =>
        {
            json.WriteString("event", "host");
            json.WriteString("machine", host.Machine);
            json.WriteString("boot_id", host.BootId);
            json.WriteNumber("pid_namespace", host.PidNamespace);
            WriteIdentity(json, host.Host);
        });

    public void AppendStarting(ProcessMark mark) => Append(json => WriteEvent(json, "starting", mark));

    public void AppendStarted(ProcessMark mark, ProcessIdentity identity) =>
        Append(json =>
        {
            WriteEvent(json, "started", mark);
            WriteIdentity(json, identity);
        });

    public void AppendEnded(ProcessMark mark) => Append(json => WriteEvent(json, "ended", mark));

    /// <summary>Reads the children that were started and did not end; none if there is no file.</summary>
    /// <exception cref="IOException">The file cannot be read, is no file, or is larger than any of ours.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public IReadOnlyList<LedgerChild> ReadRunning()
    {
        var running = new Dictionary<string, LedgerChild>();
        HostRecord? host = null;
        lock (_gate)
        {
            foreach (var line in File.Exists(Location) ? InputFile.ReadLines(Location, LargestFile, LongestLine) : [])
            {
                if (line.StartsWith('{') && TryParse(line) is { } record)
                {
                    Apply(record, running, ref host);
                }
            }
        }

        return [.. running.Values];
    }

    private static void Apply(JsonElement record, Dictionary<string, LedgerChild> running, ref HostRecord? host)
    {
        var name = TryReadText(record, "event");
        if (name == "host" && TryReadIdentity(record) is { } hostIdentity)
        {
            host = new HostRecord(
                TryReadText(record, "machine") ?? "",
                TryReadText(record, "boot_id") ?? "",
                TryReadNumber(record, "pid_namespace") ?? 0,
                hostIdentity
            );
            return;
        }

        if (host is null || ProcessMark.TryParse(TryReadText(record, "mark")) is not { } mark)
        {
            return;
        }

        switch (name)
        {
            case "starting":
                running[mark.Variable] = new LedgerChild(host, mark, null);
                break;
            case "started":
                running[mark.Variable] = new LedgerChild(host, mark, TryReadIdentity(record));
                break;
            case "ended":
                running.Remove(mark.Variable);
                break;
        }
    }

    private void Append(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        lock (_gate)
        {
            using var file = RegularFile.Open(
                Location,
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    BufferSize = 0,
                }
            );
            EndTornLine(file);
            file.Seek(0, SeekOrigin.End);
            _write(file, buffer.WrittenMemory);
        }
    }

    /// <summary>Ends a line that a host left unfinished, or ours would be lost with it.</summary>
    private void EndTornLine(FileStream file)
    {
        if (!_isOpened && file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.Write("\n"u8);
            }
        }

        _isOpened = true;
    }

    private static void WriteEvent(Utf8JsonWriter json, string name, ProcessMark mark)
    {
        json.WriteString("event", name);
        json.WriteString("mark", mark.Variable);
    }

    private static void WriteIdentity(Utf8JsonWriter json, ProcessIdentity identity)
    {
        json.WriteNumber("pid", identity.Id);
        json.WriteNumber("start_time", identity.StartTime);
    }

    private static JsonElement? TryParse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ProcessIdentity? TryReadIdentity(JsonElement record) =>
        TryReadNumber(record, "pid") is { } id and > 0 and <= int.MaxValue && TryReadNumber(record, "start_time") is { } startTime
            ? new ProcessIdentity((int)id, startTime)
            : null;

    private static string? TryReadText(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && TolerantJson.TryReadText(value, out var text)
            ? text
            : null;

    private static long? TryReadNumber(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;
}
