using System.Globalization;

namespace ServeMulti.LlamaEngine;

/// <summary>The command line, checked.</summary>
internal sealed record EngineOptions
{
    public const string Help = """
        usage: llama-engine [options]

        Serves a random model of a few MB on llama.cpp, with OpenAI's completions and chat.

          --host ADDRESS     address to listen on (default 127.0.0.1)
          --port N           port to listen on; 0: a free one (default 8080)
          --parallel N       requests that are decoded at once; the others wait (default 4)
          --ctx-size N       tokens of one prompt and its answer (default 1024)
          --batch-size N     most tokens of one step of the engine (default 512)
          --threads N        threads of the engine (default 1)
          --layers N         layers of the model: its speed is about the inverse of this (default 4)
          --model FILE       file of the model, written where it does not exist (default: a temporary one)
        """;

    private const int MostSequences = 64;
    private const int MostContext = 4096;

    public string Host { get; private init; } = "127.0.0.1";

    public int Port { get; private init; } = 8080;

    public int Parallel { get; private init; } = 4;

    public int ContextSize { get; private init; } = 1024;

    public int BatchSize { get; private init; } = 512;

    public int Threads { get; private init; } = 1;

    public int Layers { get; private init; } = 4;

    public string? ModelFile { get; private init; }

    /// <summary>Reads <c>--name value</c> and <c>--name=value</c>, with <c>-</c> or <c>_</c>; the last occurrence wins.</summary>
    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or has one that it cannot take.</exception>
    public static EngineOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new EngineOptions();
        for (var index = 0; index < arguments.Count; index++)
        {
            var parts = arguments[index].Split('=', 2);
            var name = parts[0].Replace('_', '-');
            var value =
                parts.Length > 1 ? parts[1]
                : index + 1 < arguments.Count ? arguments[++index]
                : throw new ArgumentException($"{name}: unknown, or its value is missing.");
            options = options.With(name, value);
        }

        return options.Parallel <= options.BatchSize
            ? options
            : throw new ArgumentException(
                $"--batch-size ({options.BatchSize}) must not be below --parallel ({options.Parallel}): each step has a token of every request."
            );
    }

    private EngineOptions With(string name, string value) =>
        name switch
        {
            "--host" => this with { Host = value },
            "--port" => this with { Port = Number(name, value, 0, ushort.MaxValue) },
            "--parallel" => this with { Parallel = Number(name, value, 1, MostSequences) },
            "--ctx-size" => this with { ContextSize = Number(name, value, 16, MostContext) },
            "--batch-size" => this with { BatchSize = Number(name, value, 1, MostContext) },
            "--threads" => this with { Threads = Number(name, value, 1, 256) },
            "--layers" => this with { Layers = Number(name, value, 1, 64) },
            "--model" => this with { ModelFile = value },
            _ => throw new ArgumentException($"{name}: unknown option."),
        };

    private static int Number(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException($"{name}: '{value}' is no whole number from {least} to {most}.");
}
