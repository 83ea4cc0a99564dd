using ServeMulti.Launching;
using ServeMulti.Parameters;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>Commands: their words, the parameters laid over them, the address in them.</summary>
internal static class CommandTargets
{
    private static readonly string[] Words =
    [
        "vllm serve m",
        " ",
        "--",
        "--a",
        "--a-b",
        "--a_b",
        "--no-a-b",
        "--no_a_b",
        "--a-b=",
        "--a.b_c",
        "=",
        "-p",
        "-p8001",
        "--port",
        "--host",
        "--port=",
        "--host=",
        "'",
        "\"",
        "\\",
        "\\\n",
        "''",
        "\"\"",
        "' '",
        "127.0.0.1",
        "0.0.0.0",
        "::",
        "[::1]",
        "-inf",
        "-1.5",
        "\n",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("words", input => ParseCommand(FuzzText.FromBytes(input)))
        {
            Seeds = ["vllm serve model --max-num-seqs 8", "python -m x 'a b' \"c \\\" d\" e\\ f ''", "x --a=1 -- --b"],
            Words = Words,
            Large =
            [
                new("plain", "", "a"),
                new("words", "", "a "),
                new("quotes", "", "'a' "),
                new("double", "x ", "\"a\\\\\" "),
                new("backslashes", "", "\\a"),
                new("open", "x \"", "a"),
                new("joined", "x", "''"),
                new("lines", "x", "\\\n"),
                new("unicode", "", "😀 "),
            ],
            QuickInputs = 4_000,
        },
        new("override", input => Override(FuzzText.FromBytes(input)))
        {
            Seeds =
            [
                "vllm serve m --a-b 8\na_b=16",
                "x --a 1 --a=2 --no-a -- --a\na=3\nb=true",
                "x --a.b\na.b=false\na=-- x",
                "x -p 1\np=--y\nc={\"a\": [1, \"=\"]}",
            ],
            Words = [.. Words, "\na=", "\na_b=", "\na-b=", "\na.b=", "true", "false", "[1, 2]", "{\"a\": 1}", "\"", "null", "-x", "--x"],
            Large =
            [
                new("options", "x ", "--k{n} {n} ", "\nk1=2\nk2=true"),
                new("occurrences", "x ", "--k 1 ", "\nk=2"),
                new("negations", "x ", "--no-k ", "\nk=true"),
                new("keys", "x", "\nk{n}={n}"),
                new("flags", "x", "\nk{n}=true"),
                new("both", "x --k1 1", "\nk{n}=1"),
            ],
            QuickInputs = 4_000,
        },
        new("address", input => FindAddress(FuzzText.FromBytes(input)))
        {
            Seeds =
            [
                "vllm serve m --host 127.0.0.2 --port 8001",
                "vllm serve m --host=:: -p 1",
                "llama-server -p8001 --host 0.0.0.0",
                "python -m sglang.launch_server --host a_b --port 1",
            ],
            Words = Words,
            Large =
            [
                new("ports", "vllm serve ", "--port 1 "),
                new("digits", "vllm serve --port ", "1"),
                new("host", "vllm serve --host ", "a."),
                new("numbers", "vllm serve --host ", "1."),
            ],
            QuickInputs = 3_000,
        },
    ];

    private static string ParseCommand(string text) =>
        Laws.RefusesOrReads(() =>
        {
            var command = CommandLine.Parse(text);
            Laws.Same(command, CommandLine.Parse(command.ToString()), "A command that is quoted reads as itself");
            return $"{Math.Min(command.Arguments.Count, 20)} words";
        });

    // The first line is the command; each other one a parameter: a key, "=" and JSON or text.
    private static string Override(string text) =>
        Laws.RefusesOrReads(() =>
        {
            var lines = text.Split('\n');
            var command = CommandLine.Parse(lines[0]);
            var parameters = new ParameterSet(lines.Skip(1).Select(ReadPair).OfType<KeyValuePair<string, ParameterValue>>());
            var result = command.With(parameters);
            Laws.Same(command.Executable, result.Executable, "An override leaves the executable alone");
            CheckWins(result, parameters);
            CheckArguments(command, parameters, result);
            return $"{Math.Min(parameters.Count, 8)} {result.Arguments.Count - command.Arguments.Count}";
        });

    private static KeyValuePair<string, ParameterValue>? ReadPair(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return null;
        }

        var (key, text) = (line[..equals], line[(equals + 1)..]);
        return text switch
        {
            "true" => new(key, true),
            "false" => new(key, false),
            ['[' or '{', ..] => TryReadJson(key, text),
            _ => new(key, text),
        };
    }

    private static KeyValuePair<string, ParameterValue> TryReadJson(string key, string text)
    {
        try
        {
            return KeyValuePair.Create(key, ParameterSweep.Parse($"[{{\"a\": {text}}}]", "x")[0][0].Value);
        }
        catch (Exception exception) when (exception is InvalidInputException or ArgumentOutOfRangeException)
        {
            return KeyValuePair.Create(key, (ParameterValue)text);
        }
    }

    private static void CheckWins(CommandLine result, ParameterSet parameters)
    {
        foreach (var (key, value) in parameters.Take(20))
        {
            if (value.Kind == ParameterKind.Boolean || !IsOneSpelling(key))
            {
                continue;
            }

            // Text such as -x is the option's value all the same, but looks like an option to who reads the command.
            if (!value.Text.StartsWith('-'))
            {
                Laws.Hold(result.TryFindOption(key, out var found), $"{key} stands in the command with a value");
                Laws.Same(value.Text, found, "An override wins");
            }
        }
    }

    // Keys such as no_a are an option and the negation of another; keys such as a-b_c have a spelling of their own.
    private static bool IsOneSpelling(string key) =>
        !key.StartsWith("no", StringComparison.Ordinal)
        && (!key.Contains('-', StringComparison.Ordinal) || !key.Contains('_', StringComparison.Ordinal));

    // No word of a value is cut or joined: each stands as it is, or behind the "=" of its option.
    private static void CheckArguments(CommandLine command, ParameterSet parameters, CommandLine result)
    {
        var known = command.Arguments.ToHashSet(StringComparer.Ordinal);
        var values = parameters
            .Where(pair => pair.Value.Kind != ParameterKind.Boolean)
            .Select(pair => pair.Value.Text)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var argument in result.Arguments.Where(argument => !known.Contains(argument) && !values.Contains(argument)))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var isAssigned =
                equals > 0
                && (
                    values.Contains(argument[(equals + 1)..])
                    || argument.EndsWith("=true", StringComparison.Ordinal)
                    || argument.EndsWith("=false", StringComparison.Ordinal)
                );
            Laws.Hold(
                argument.StartsWith("--", StringComparison.Ordinal) && (equals < 0 || isAssigned),
                $"An override adds options and values alone, not {FuzzText.ToLiteral(argument)}"
            );
        }
    }

    private static string FindAddress(string text) =>
        Laws.RefusesOrReads(() =>
        {
            var command = CommandLine.Parse(text);
            if (ServerProfiles.BuiltIn.FirstOrDefault(profile => ServerAddress.TryFind(command, profile, out _, out _)) is null)
            {
                ServerAddress.TryFind(command, ServerProfiles.BuiltIn[0], out _, out var problem);
                Laws.Hold(problem is not null, "There is an address or a problem");
                Laws.IsLine(problem!);
                return problem!.Length > 40 ? "refused" : problem;
            }

            _ = ServerProfiles.TryFind(command);
            return "found";
        });
}
