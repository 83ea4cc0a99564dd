using System.Reflection;
using System.Text;
using System.Text.Json;

namespace ServeMulti.Architecture;

/// <summary>The rule for parsing: public Parse methods refuse what they cannot read with an <see cref="InvalidInputException"/>, and TryParse methods never throw.</summary>
internal static class ParsingLaw
{
    private const string Answer = """
        {"sla": {"criteria": ["p99_e2el_ms<=500"]}, "variable": "request_rate", "outcome": "Bounded", "probes": [{"load": 5, "verdict": "Met", "runs": []}]}
        """;

    private static readonly string[] Texts =
    [
        "",
        " ",
        "\0",
        "\ud800",
        "\r\n",
        "x",
        "ünï",
        "=",
        "a=b=c",
        "A=1 program",
        "'",
        "\"",
        "program 'x",
        "<=",
        "<=5",
        "a<=",
        "a<=x",
        "a<=5,,b",
        "a==",
        "a%",
        "%5",
        "a%0",
        "a%x",
        "ttft",
        "ttft:",
        "ttft:-1",
        "ttft:1e300",
        "other:5",
        "request_rate ",
        "{",
        "[",
        "[{",
        "[{}]",
        "[[]]",
        "{\"a\":",
        "{\"a\": []}",
        "[1]",
        "null",
        "1",
        "1e999",
        "nan",
        "\"x\"",
        "[{\"a\": \"<=x\"}]",
        "[{\"a\": \"<=\\ud800\"}]",
        new('[', 10_000),
        new('x', 100_000),
    ];

    /// <summary>Values that go in place of one of the answer's.</summary>
    private static readonly string[] Values =
    [
        "null",
        "1",
        "1.5",
        "-1",
        "1e999",
        "99999999999",
        "\"x\"",
        "\"99\"",
        "\"\\ud800\"",
        "[]",
        "[1]",
        "{}",
        "[{}]",
        "[[1, \"x\"]]",
        "true",
    ];

    /// <summary>Returns the names of the methods that the rule holds for.</summary>
    public static IReadOnlyList<string> FindParsers(Assembly package) => [.. Parsers(package).Select(Name)];

    /// <summary>Calls each of them with text that it cannot read.</summary>
    /// <returns>One line per call that breaks the rule.</returns>
    public static IReadOnlyList<string> FindBreaches(Assembly package) =>
        [.. Parsers(package).SelectMany(parser => Inputs(parser).Select(input => Call(parser, input)).OfType<string>())];

    private static IEnumerable<MethodInfo> Parsers(Assembly package) =>
        from type in package.GetExportedTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where method.Name.StartsWith("Parse", StringComparison.Ordinal) || method.Name.StartsWith("TryParse", StringComparison.Ordinal)
        select method;

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static IEnumerable<object?[]> Inputs(MethodInfo parser)
    {
        var parameters = parser.GetParameters();
        foreach (var parameter in parameters.Where(parameter => parameter.Name != "source"))
        {
            foreach (var value in InputsOf(parameter.ParameterType, parser.Name.StartsWith("Try", StringComparison.Ordinal)))
            {
                yield return
                [
                    .. parameters.Select(other =>
                        other == parameter ? value
                        : other.IsOut ? null
                        : Usual(other)
                    ),
                ];
            }
        }
    }

    private static IEnumerable<object?> InputsOf(Type type, bool withNull) =>
        type switch
        {
            _ when type == typeof(string) => withNull ? Texts.Append<object?>(null) : Texts,
            _ when type == typeof(ReadOnlyMemory<byte>) => Texts
                .Select(text => Encoding.UTF8.GetBytes(text))
                .Append([(byte)'{', 0xFF])
                .Select(text => (object)new ReadOnlyMemory<byte>(text)),
            _ when type == typeof(JsonElement) => Elements().Cast<object>(),
            _ => [],
        };

    private static string Usual(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(string)
            ? "p99_e2el_ms"
            : throw new InvalidOperationException(
                $"{Name((MethodInfo)parameter.Member)} has a parameter {parameter.Name} of a type that this law does not know."
            );

    /// <summary>Returns values of every kind, and the answer with one of its values replaced.</summary>
    private static IEnumerable<JsonElement> Elements()
    {
        var answer = JsonDocument
            .Parse(Answer)
            .RootElement.EnumerateObject()
            .ToDictionary(member => member.Name, member => member.Value.GetRawText());
        var replaced =
            from name in answer.Keys.Concat([
                "name",
                "unit",
                "interval",
                "binding",
                "bindingCriterion",
                "rules",
                "load",
                "runs",
                "steadyFailures",
            ])
            from value in Values
            let members = answer.Where(member => member.Key != name).Append(KeyValuePair.Create(name, value))
            select $"{{{string.Join(", ", members.Select(member => $"\"{member.Key}\": {member.Value}"))}}}";
        return Values.Concat(replaced).Select(text => JsonDocument.Parse(text).RootElement);
    }

    private static string? Call(MethodInfo parser, object?[] input)
    {
        try
        {
            parser.Invoke(null, BindingFlags.DoNotWrapExceptions, null, input, null);
            return null;
        }
        catch (InvalidInputException) when (!parser.Name.StartsWith("Try", StringComparison.Ordinal))
        {
            return null;
        }
        catch (Exception exception)
        {
            return $"{Name(parser)}({string.Join(", ", input.Select(Show))}) threw {exception.GetType().Name}: {exception.Message}";
        }
    }

    private static string Show(object? value)
    {
        var text = value is JsonElement element ? element.GetRawText() : $"{value}";
        return text.Length > 80 ? text[..80] : text;
    }
}
