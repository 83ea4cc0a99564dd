using System.Buffers;
using System.Text.Json;
using ServeMulti.Parameters;
using ServeMulti.Results.Folder;

namespace ServeMulti.Sweeping;

/// <summary>Writes a definition as JSON for people and tools: what was asked for, without the values of environment variables
/// and without secrets.</summary>
internal static class DefinitionJson
{
    public static JsonElement Write(SweepDefinition definition)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteCommand(writer, "serveCommand", definition.ServeCommand);
            writer.WriteString("endpoint", definition.Endpoint is { } endpoint ? SecretText.Redact(endpoint.OriginalString) : null);
            WriteCommand(writer, "benchCommand", definition.BenchCommand);
            writer.WriteString("serverProfile", definition.ServerProfile?.Name);
            WriteNames(writer, "multiValueOptions", definition.OptionForms.MultiValueOptions);
            WriteNames(writer, "plainSwitches", definition.OptionForms.PlainSwitches);
            writer.WriteBoolean("allowsOtherAddress", definition.AllowsOtherAddress);
            WriteSweep(writer, "serveParameters", definition.ServeParameters);
            WriteSweep(writer, "benchParameters", definition.BenchParameters);
            writer.WriteNumber("runsPerCase", definition.RunsPerCase);
            writer.WriteString("runOrder", RunOrderText.Name(definition.RunOrder));
            writer.WriteString("links", string.Join(',', definition.Links));
            writer.WriteNumber("warmupPrompts", definition.WarmupPrompts);
            writer.WriteBoolean("restartBetweenRuns", definition.RestartBetweenRuns);
            writer.WriteString("onFailure", definition.OnFailure == FailurePolicy.Stop ? "stop" : "continue");
            writer.WriteNumber("readyTimeoutSeconds", definition.ReadyTimeout.TotalSeconds);
            writer.WriteBoolean("checkReadiness", definition.CheckReadiness);
            WriteSeconds(writer, "runTimeoutSeconds", definition.RunTimeout);
            WriteNames(writer, "serverEnvironment", definition.ServerEnvironment.Keys);
            writer.WriteNumber("failedShareLimit", definition.FailedShareLimit);
            if (definition.ResumeCommand is { } command)
            {
                writer.WriteString(StoredDefinition.ResumeCommand, SecretText.Redact(command));
            }

            WriteMode(writer, definition);
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory, JsonText.Deep);
        return document.RootElement.Clone();
    }

    private static void WriteMode(Utf8JsonWriter writer, SweepDefinition definition)
    {
        if (definition.Search is { } search)
        {
            writer.WriteStartObject("search");
            writer.WriteString("variable", search.Variable.Name);
            WriteNames(writer, "slas", search.ServiceLevels.Select(level => level.Name is { } name ? $"{name}: {level.Text}" : level.Text));
            writer.WritePropertyName("rules");
            SearchRules.Of(definition)[ExperimentRules.ForSearch(search.Variable.Name)].WriteTo(writer);
            writer.WriteEndObject();
        }

        if (definition.Scan is { } scan)
        {
            writer.WriteStartObject("scan");
            writer.WriteString("variable", scan.Variable.Name);
            writer.WriteNumber("iterations", scan.Iterations);
            if (scan.Prompts is { } prompts)
            {
                writer.WriteNumber("prompts", prompts);
            }
            else
            {
                writer.WriteNull("prompts");
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteCommand(Utf8JsonWriter writer, string name, CommandLine? command)
    {
        if (command is null)
        {
            writer.WriteNull(name);
            return;
        }

        WriteNames(writer, name, [command.Executable, .. command.Redact().Arguments]);
    }

    private static void WriteNames(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void WriteSeconds(Utf8JsonWriter writer, string name, TimeSpan? value)
    {
        if (value is { } time)
        {
            writer.WriteNumber(name, time.TotalSeconds);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteSweep(Utf8JsonWriter writer, string name, ParameterSweep sweep)
    {
        writer.WriteStartArray(name);
        foreach (var parameters in sweep)
        {
            writer.WriteStartObject();
            if (parameters.Name is { } setName)
            {
                writer.WriteString("_benchmark_name", setName);
            }

            foreach (var (key, value) in parameters)
            {
                writer.WritePropertyName(key);
                writer.WriteRawValue(value.ToJson());
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
