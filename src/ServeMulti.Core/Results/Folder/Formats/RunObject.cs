using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>The object of a run in files and tables: what the benchmark measured, then <c>run_number</c>, server and benchmark
/// parameters.</summary>
/// <remarks>
/// A parameter that has the name of a field and its value adds nothing. One that has the name but another value never replaces what was
/// measured: it is written as <c>serve:name</c> or <c>bench:name</c>, which no parameter can be called.
/// </remarks>
internal sealed class RunObject
{
    private const string RunNumberName = "run_number";

    private readonly int _measured;

    private RunObject(IReadOnlyList<ResultField> fields, int measured)
    {
        Fields = fields;
        _measured = measured;
    }

    /// <summary>Gets all fields, in order.</summary>
    public IReadOnlyList<ResultField> Fields { get; }

    /// <summary>Gets the parameters after the run's number, as they are spelled there; empty where the file is not
    /// annotated.</summary>
    public IEnumerable<KeyValuePair<string, JsonElement>> Parameters =>
        Fields.Skip(_measured + 1).Select(one => KeyValuePair.Create(one.Name, one.Read()));

    /// <summary>Gets the number of the run; null where the file does not state it.</summary>
    public int? RunNumber =>
        IsAnnotated && Fields[_measured].Value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var run) && run >= 0
            ? run
            : null;

    /// <summary>Gets the names of parameters that would have replaced what was measured.</summary>
    public IReadOnlyList<string> RenamedParameters { get; private init; } = [];

    /// <summary>Gets whether run number and parameters follow what was measured; not so in a file that the original left when it broke
    /// off.</summary>
    public bool IsAnnotated => _measured < Fields.Count;

    public static RunObject From(RunRecord run)
    {
        var fields = run.Document.RawFields.Where(field => field.Name != RunNumberName).ToList();
        var measured = fields.Count;
        var taken = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        var renamed = new List<string>();
        Add(RunNumberName, ((ParameterValue)(long)run.RunNumber).ToElement());
        AddAll("serve", run.Case.ServeParameters);
        AddAll("bench", BenchParametersWithLoad(run.Case));
        return new RunObject(fields, measured) { RenamedParameters = renamed };

        void AddAll(string side, ParameterSet parameters)
        {
            foreach (var (key, value) in parameters)
            {
                var element = value.ToElement();
                if (!taken.TryGetValue(key, out var present))
                {
                    Add(key, element);
                }
                else if (!ResultCell.From(present.Read()).MeansSameAs(ResultCell.From(element)))
                {
                    renamed.Add($"{side}:{key}");
                    Add($"{side}:{key}", element);
                }
            }
        }

        void Add(string name, JsonElement element)
        {
            var field = new ResultField(name, element);
            taken[name] = field;
            fields.Add(field);
        }
    }

    /// <summary>Reads the object from its file, ours or the original's.</summary>
    /// <exception cref="InvalidInputException">The file does not hold one JSON object.</exception>
    public static RunObject Parse(ReadOnlyMemory<byte> json) => From(ResultDocument.Parse(json));

    /// <summary>Finds run number and parameters in the object of a run.</summary>
    public static RunObject From(ResultDocument document)
    {
        var fields = document.RawFields;
        var measured = fields.Count;
        while (measured > 0 && fields[measured - 1].Name != RunNumberName)
        {
            measured--;
        }

        return new RunObject(fields, measured == 0 ? fields.Count : measured - 1);
    }

    /// <summary>Returns what the benchmark measured, without run number and parameters.</summary>
    /// <param name="withArrays">Whether it holds the arrays and objects that were measured.</param>
    public ResultDocument ToDocument(bool withArrays = true) =>
        ResultDocument.FromFields(Fields.Take(_measured).Where(field => withArrays || !field.IsNested));

    /// <summary>Writes the file of the run.</summary>
    /// <returns>Each long value with its place in the file.</returns>
    public IReadOnlyList<(LongValue Value, long Start, long Length)> WriteTo(Stream output) =>
        LongFields.Write(output, Fields, JsonText.Write);

    /// <summary>Returns the content of the file of the run, its long values included.</summary>
    public byte[] ToJson()
    {
        using var content = new MemoryStream();
        WriteTo(content);
        return content.ToArray();
    }

    /// <summary>Returns the record of the run: what a table shows of it.</summary>
    public ReadOnlyMemory<byte> ToRecord() => JsonText.WriteLine(WriteRecord).AsMemory()[..^1];

    /// <summary>Writes what a table shows: everything but the arrays and objects that were measured. Numbers are spelled as in a table, so
    /// that one can be copied there.</summary>
    public void WriteRecord(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (var index = 0; index < Fields.Count; index++)
        {
            var field = Fields[index];
            if (index >= _measured || !(field.IsNested || field.Long is not null))
            {
                // A nested value may be laid out over several lines, which would tear a line of the journal.
                var value = field.Read();
                writer.WritePropertyName(field.Name);
                writer.WriteRawValue(
                    field.IsNested ? ParameterValue.FromJson(value).ToJson() : SpellScalar(value),
                    skipInputValidation: true
                );
            }
        }

        writer.WriteEndObject();
    }

    public static ParameterSet BenchParametersWithLoad(BenchmarkCase benchmarkCase) =>
        benchmarkCase.Load is { } load ? benchmarkCase.BenchParameters.With(load.Variable, load.Value) : benchmarkCase.BenchParameters;

    private static string SpellScalar(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return value.GetRawText();
        }

        // A number that is too large for any floating point number is infinite.
        var text = PythonNumber.SpellJson(value.GetRawText());
        return text switch
        {
            "inf" => TolerantJson.Infinity,
            "-inf" => TolerantJson.NegativeInfinity,
            _ => text,
        };
    }
}
