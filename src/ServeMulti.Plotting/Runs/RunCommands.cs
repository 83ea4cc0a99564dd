using System.Globalization;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>What the commands of cases say beside their parameters: options that a set does not override, and how many GPUs the server
/// takes.</summary>
internal sealed class RunCommands
{
    private const string GpuCount = "gpu_count";
    private const string Endpoint = "endpoint";

    // Where and for whom something runs is not what is measured.
    private static readonly HashSet<string> Incidental = new(StringComparer.Ordinal)
    {
        "host",
        "port",
        "base_url",
        "endpoint",
        "api_key",
        "api_key_env",
        "header",
        "result_dir",
        "result_filename",
        "save_result",
        "seed",
        "p",
        "H",
    };

    private readonly Dictionary<string, (CommandLine? Serve, CommandLine? Bench, string? Endpoint)> _byCase = new(StringComparer.Ordinal);

    /// <summary>Adds the commands of a case, with its parameters laid over them; of values that look like secrets nothing is
    /// kept.</summary>
    public void Add(string caseName, CommandLine? serve, CommandLine? bench, string? endpoint) =>
        _byCase[caseName] = (serve?.Redact(), bench?.Redact(), endpoint);

    /// <summary>Adds to the runs what their commands say.</summary>
    /// <param name="runs">The runs, which get further values.</param>
    /// <param name="serverKeys">The keys that are server parameters; keys in which server commands differ are added.</param>
    /// <param name="benchmarkKeys">The same for benchmark commands.</param>
    public void Apply(List<RunValues> runs, List<string> serverKeys, List<string> benchmarkKeys)
    {
        if (_byCase.Count == 0)
        {
            return;
        }

        AddDifferences(serverKeys, "server", [.. _byCase.Values.Select(commands => commands.Serve).OfType<CommandLine>().Distinct()]);
        AddDifferences(benchmarkKeys, "benchmark", [.. _byCase.Values.Select(commands => commands.Bench).OfType<CommandLine>().Distinct()]);
        var hasEndpoints = _byCase.Values.Select(commands => commands.Endpoint).Distinct().Skip(1).Any();
        if (hasEndpoints)
        {
            serverKeys.Add(Endpoint);
        }

        var gpus = new Dictionary<CommandLine, int?>();
        for (var index = 0; index < runs.Count; index++)
        {
            var name = runs[index].Case;
            if (
                !_byCase.TryGetValue(name, out var commands)
                && !_byCase.TryGetValue(name[..Math.Max(0, name.LastIndexOf('/'))], out commands)
            )
            {
                continue;
            }

            var run = Complete(Complete(runs[index], serverKeys, "server", commands.Serve), benchmarkKeys, "benchmark", commands.Bench);
            run =
                hasEndpoints && commands.Endpoint is { } endpoint && !run.Has(Endpoint)
                    ? run.With(Endpoint, ResultCell.From(endpoint))
                    : run;
            runs[index] =
                commands.Serve is { } serve && !run.Has("num_gpus") && !run.Has(GpuCount) && Gpus(serve, gpus) is { } count
                    ? run.With(GpuCount, ResultCell.From((long)count))
                    : run;
        }
    }

    private static int? Gpus(CommandLine serve, Dictionary<CommandLine, int?> known)
    {
        if (!known.TryGetValue(serve, out var count))
        {
            known.Add(serve, count = ServerProfiles.TryFind(serve)?.FindGpuCount(serve));
        }

        return count;
    }

    /// <summary>Gives a run the values of options that its command holds and that other runs have as parameters.</summary>
    private static RunValues Complete(RunValues run, List<string> keys, string program, CommandLine? command)
    {
        if (command is null)
        {
            return run;
        }

        foreach (var key in keys.Where(key => !run.Has(key)))
        {
            if (key == program)
            {
                run = run.With(key, ResultCell.From(Beginning(command)));
            }
            else if (command.TryFindOption(key, out var value))
            {
                run = run.With(
                    key,
                    long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                            ? ResultCell.From(whole)
                        : CellNumber.TryRead(value, out var number) ? ResultCell.From(number)
                        : ResultCell.From(value)
                );
            }
        }

        return run;
    }

    /// <summary>Runs of several experiments may have other commands: what differs in them distinguishes them as parameters do.</summary>
    private static void AddDifferences(List<string> keys, string program, CommandLine[] commands)
    {
        if (commands.Length < 2)
        {
            return;
        }

        var known = keys.Select(Normal).ToHashSet(StringComparer.Ordinal);
        var options = commands
            .SelectMany(command => command.Arguments)
            .Where(argument => argument.StartsWith("--", StringComparison.Ordinal) && argument.Length > 2)
            .Select(Key)
            .Distinct();
        keys.AddRange(
            options.Where(option =>
                !Incidental.Contains(option)
                && !known.Contains(option)
                && Differ(
                    commands,
                    command =>
                        command.TryFindOption(option, out var value) ? value
                        : command.HasOption(option) ? ""
                        : null
                )
            )
        );
        if (Differ(commands, Beginning) && !known.Contains(program))
        {
            keys.Add(program);
        }
    }

    private static bool Differ(CommandLine[] commands, Func<CommandLine, string?> part) => commands.Select(part).Distinct().Skip(1).Any();

    /// <summary>Returns the words before the first option: program, subcommand, and often the model; no variables in front of
    /// them.</summary>
    private static string Beginning(CommandLine command) =>
        string.Join(
            ' ',
            command
                .Arguments.TakeWhile(argument => !argument.StartsWith('-'))
                .Where(argument => !argument.Contains('=', StringComparison.Ordinal))
                .Prepend(Path.GetFileName(command.Executable))
        );

    private static string Key(string argument)
    {
        var end = argument.IndexOf('=', StringComparison.Ordinal);
        return Normal(argument[2..(end < 0 ? argument.Length : end)]);
    }

    private static string Normal(string key) => key.Replace('-', '_');
}
