using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServeMulti.Files;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>How the files of an experiment are spelled: UTF-8, indented, ending in a line feed.</summary>
internal static class JsonText
{
    private const int DeepestFile = 128;

    /// <summary>How files are read that hold parameters some levels deeper than the parameter file did, which may be as deep as JSON is
    /// read by default.</summary>
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = DeepestFile };

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> content) =>
        IndentedJson.Write(content, indent: 4, JavaScriptEncoder.UnsafeRelaxedJsonEscaping, endsLine: true);

    /// <summary>Writes a value and reads it back.</summary>
    public static JsonElement ToElement(Action<Utf8JsonWriter> content)
    {
        using var document = JsonDocument.Parse(WriteLine(content), Deep);
        return document.RootElement.Clone();
    }

    /// <summary>Writes one line of a journal, its line feed included.</summary>
    public static byte[] WriteLine(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, OneLine))
        {
            content(writer);
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Returns whether an exception means that a file does not hold what it should hold.</summary>
    public static bool IsUnreadable(Exception exception) =>
        exception
            is JsonException
                or FormatException
                or InvalidOperationException
                or KeyNotFoundException
                or InvalidInputException
                or ArgumentException
                or NotAFileException;

    /// <summary>Writes the words of a command, without secrets.</summary>
    public static void WriteCommand(this Utf8JsonWriter writer, string name, CommandLine? command)
    {
        if (command is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        writer.WriteStringValue(command.Executable);
        foreach (var argument in command.Redact().Arguments)
        {
            writer.WriteStringValue(argument);
        }

        writer.WriteEndArray();
    }

    public static CommandLine? ReadCommand(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Null ? null
        : element.GetArrayLength() == 0 ? throw new InvalidInputException("A command has no words.")
        : new CommandLine(element[0].GetString()!, [.. element.EnumerateArray().Skip(1).Select(argument => argument.GetString()!)]);
}
