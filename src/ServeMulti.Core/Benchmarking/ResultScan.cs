using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Reads a result of any size: piece by piece, and past its long values, of which only the place is kept.</summary>
/// <remarks>The same texts are results as for <see cref="ResultDocument.Parse"/>, apart from the limits that keep memory bounded.</remarks>
internal sealed class ResultScan
{
    /// <summary>The largest text, in bytes, that is read as a whole: that is faster, and an error in it is described with its line and
    /// column.</summary>
    public const int LargestWhole = 4 * 1024 * 1024;

    /// <summary>The longest value, in bytes, that is kept in memory.</summary>
    public const int LongestKept = 256 * 1024;

    private const int MostKept = 16 * 1024 * 1024;
    private const int MostFields = 1 << 16;

    private static readonly byte[] WhiteSpace = [.. " \t\r\n"u8];
    private static readonly byte[] WhiteSpaceOrListStart = [.. " \t\r\n["u8];
    private static readonly byte[] WhiteSpaceOrListRest = [.. " \t\r\n,]"u8];

    private readonly TextSource _source;
    private readonly TextPieces _pieces;

    // What may stand before the next object.
    private byte[] _between;

    private List<ResultField> _fields = [];
    private long _kept;
    private string _name = "";
    private bool _hasUnreadableName;
    private OpenValue? _open;

    private ResultScan(TextSource source, bool acceptsList)
    {
        _source = source;
        _pieces = new(source);
        _between = acceptsList ? WhiteSpaceOrListStart : WhiteSpace;
    }

    /// <summary>Reads a result.</summary>
    /// <exception cref="InvalidInputException">The text is not one or more JSON objects, or exceeds a limit.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public static ResultDocument Read(TextSource source)
    {
        ScannedObject? last = null;
        foreach (var scanned in new ResultScan(source, acceptsList: false).ReadObjects())
        {
            last = scanned;
        }

        return last?.ToDocument() ?? throw new InvalidInputException("The result is empty.");
    }

    /// <summary>Reads a result of a file; where it has long values, the file must stay open and unchanged.</summary>
    /// <inheritdoc cref="Read(TextSource)"/>
    public static ResultDocument Read(FileStream file) => Read(SourceOf(file));

    /// <summary>Reads every result of a file: JSON objects one after another, or a JSON list of them.</summary>
    /// <returns>The results, each with the line in which it begins.</returns>
    /// <exception cref="InvalidInputException">The text is something else, or exceeds a limit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<(int Line, ResultDocument Document)> ReadAll(FileStream file) =>
        new ResultScan(SourceOf(file), acceptsList: true).ReadObjects().Select(scanned => (scanned.Line, scanned.ToDocument()));

    private static TextSource SourceOf(FileStream file)
    {
        var handle = file.SafeFileHandle;
        return (buffer, offset) =>
        {
            var length = RandomAccess.Read(handle, buffer, offset);
            GC.KeepAlive(file);
            return length;
        };
    }

    private IEnumerable<ScannedObject> ReadObjects()
    {
        _pieces.Begin();
        while (TryFindText())
        {
            var line = _pieces.Line;
            ReadObject();
            yield return new(line, _fields, _hasUnreadableName);
        }
    }

    /// <summary>Goes on to the next object; returns whether there is something.</summary>
    private bool TryFindText()
    {
        while (true)
        {
            var skipped = _pieces.Json.Length - _pieces.Json.TrimStart(_between).Length;
            if (_pieces.Json[..skipped].Contains((byte)'['))
            {
                _between = WhiteSpaceOrListRest;
            }

            _pieces.Consume(skipped);
            if (_pieces.Json.Length > 0 || _pieces.IsLast)
            {
                return _pieces.Json.Length > 0;
            }

            _pieces.Extend();
        }
    }

    private void ReadObject()
    {
        (_fields, _kept, _open, _hasUnreadableName) = ([], 0, null, false);
        var state = new JsonReaderState();
        while (true)
        {
            var reader = new Utf8JsonReader(_pieces.Json, _pieces.IsLast, state);
            var isOver = ReadTokens(ref reader);
            var consumed = (int)reader.BytesConsumed;
            _open?.Pass(_pieces.Raw, consumed);
            _pieces.Consume(consumed);
            if (isOver)
            {
                return;
            }

            state = reader.CurrentState;
            _pieces.Extend();
        }
    }

    /// <summary>Reads tokens until the end of the object, or of the piece; returns whether it is the end of the object.</summary>
    private bool ReadTokens(ref Utf8JsonReader reader)
    {
        while (TryRead(ref reader))
        {
            switch (reader.CurrentDepth)
            {
                case 0 when reader.TokenType == JsonTokenType.EndObject:
                    return true;
                case 0 when reader.TokenType != JsonTokenType.StartObject:
                    throw new InvalidInputException("The result is not a JSON object.");
                case 1 when reader.TokenType == JsonTokenType.PropertyName:
                    _name = ReadName(ref reader);
                    break;
                case 1:
                    ReadValue(ref reader);
                    break;
            }
        }

        return false;
    }

    private bool TryRead(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(
                $"The result is not JSON; the error is after byte {_pieces.Start + reader.BytesConsumed}.",
                exception
            );
        }
    }

    private string ReadName(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair. Of several objects only the last one need be readable.
            _hasUnreadableName = true;
            return "";
        }
    }

    private void ReadValue(ref Utf8JsonReader reader)
    {
        var place = (int)reader.TokenStartIndex;
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            _open = Open(place, reader.TokenType == JsonTokenType.StartArray ? JsonValueKind.Array : JsonValueKind.Object);
            return;
        }

        var end = (int)reader.BytesConsumed;
        var value = _open ?? Open(place, reader.TokenType == JsonTokenType.String ? JsonValueKind.String : JsonValueKind.Number);
        value.Pass(_pieces.Raw, end);
        _open = null;
        Add(
            value.TryTake() is { } kept
                ? new ResultField(_name, Parse(kept))
                : new ResultField(_name, default, new LongValue(_source, value.Start, _pieces.Start + end - value.Start, value.Kind))
        );
    }

    private OpenValue Open(int place, JsonValueKind kind) => new(_pieces.Start + place, place, kind);

    private JsonElement Parse(ReadOnlyMemory<byte> value)
    {
        _kept += value.Length;
        var reader = new Utf8JsonReader(TolerantJson.Normalize(value).Span);
        return JsonElement.ParseValue(ref reader);
    }

    private void Add(ResultField field)
    {
        if (_kept > MostKept || _fields.Count == MostFields)
        {
            throw new InvalidInputException(
                $"The result has more than {MostFields} fields, or more than {MostKept} bytes of them without its long values."
            );
        }

        _fields.Add(field);
    }

    private sealed record ScannedObject(int Line, List<ResultField> Fields, bool HasUnreadableName)
    {
        public ResultDocument ToDocument() =>
            HasUnreadableName ? throw new InvalidInputException(ResultDocument.UnreadableName) : ResultDocument.FromText(Fields);
    }
}
