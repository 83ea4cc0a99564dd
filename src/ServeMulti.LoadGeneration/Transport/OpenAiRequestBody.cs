using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Writes the JSON of requests. What the extra body names goes before what would be sent otherwise.</summary>
internal sealed class OpenAiRequestBody
{
    // Prompts go to a model, never into a page: escaping beyond JSON's needs would only lengthen them.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private const int BytesPerId = 5;

    private readonly OpenAiApi _api;
    private readonly bool _streams;
    private readonly string _model;
    private readonly SamplingOptions _sampling;
    private readonly IReadOnlyDictionary<string, JsonElement> _extra;

    public OpenAiRequestBody(OpenAiBenchmarkOptions settings, string model)
    {
        _api = settings.Api;
        _streams = settings.Streams;
        _model = model;
        _sampling = settings.Sampling;
        _extra = ExtraFields.Read(settings.ExtraBody).All;
    }

    public ReadOnlyMemory<byte> Write(LoadRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(request.Prompt.Length + (BytesPerId * (request.TokenIds?.Count ?? 0)) + 512);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        WriteFields(json, request);
        foreach (var (name, value) in _extra)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private void WriteFields(Utf8JsonWriter json, LoadRequest request)
    {
        Write(json, "model", _model, static (writer, model) => writer.WriteStringValue(model));
        if (_api == OpenAiApi.Embeddings)
        {
            Write(json, "input", request.Prompt, static (writer, prompt) => writer.WriteStringValue(prompt));
            return;
        }

        if (_api == OpenAiApi.ChatCompletions)
        {
            Write(json, "messages", request.Prompt, WriteMessages);
        }
        else
        {
            Write(json, "prompt", request, WritePrompt);
        }

        WriteGeneration(json, request);
    }

    private void WriteGeneration(Utf8JsonWriter json, LoadRequest request)
    {
        Write(json, "max_tokens", request.OutputTokens, static (writer, tokens) => writer.WriteNumberValue(tokens));
        foreach (var (name, value) in _sampling.Given())
        {
            Write(json, name, value, static (writer, number) => writer.WriteNumberValue(number));
        }

        if (_sampling.IgnoreEos)
        {
            Write(json, "ignore_eos", true, static (writer, value) => writer.WriteBooleanValue(value));
        }

        Write(json, "stream", _streams, static (writer, value) => writer.WriteBooleanValue(value));
        if (_streams)
        {
            Write(json, "stream_options", true, WriteStreamOptions);
        }
    }

    private static void WritePrompt(Utf8JsonWriter json, LoadRequest request)
    {
        if (request.TokenIds is not { } ids)
        {
            json.WriteStringValue(request.Prompt);
            return;
        }

        json.WriteStartArray();
        foreach (var id in ids)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
    }

    private static void WriteMessages(Utf8JsonWriter json, string prompt)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", prompt);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteStreamOptions(Utf8JsonWriter json, bool includeUsage)
    {
        json.WriteStartObject();
        json.WriteBoolean("include_usage", includeUsage);
        json.WriteEndObject();
    }

    private void Write<T>(Utf8JsonWriter json, string name, T value, Action<Utf8JsonWriter, T> write)
    {
        if (!_extra.ContainsKey(name))
        {
            json.WritePropertyName(name);
            write(json, value);
        }
    }
}
