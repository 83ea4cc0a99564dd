using System.Globalization;
using System.Text;

namespace ServeMulti.Simulation.Options;

/// <summary>Reads the command line: <c>[serve] [MODEL] [--option value | --option=value | --[no-]switch]...</c>. The last occurrence
/// wins.</summary>
internal static class OptionParser
{
    /// <exception cref="OptionException">An option is unknown, lacks its value or has an invalid one, or options contradict each
    /// other.</exception>
    public static ServerOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ServerOptions();
        var position = arguments.Count > 0 && arguments[0] == "serve" ? 1 : 0;
        var hasModel = false;
        while (position < arguments.Count)
        {
            var argument = arguments[position++];
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                options = ApplyOption(options, argument, arguments, ref position);
            }
            else if (hasModel || argument.StartsWith('-') || argument.Length == 0)
            {
                throw new OptionException($"unrecognized argument: '{argument}'");
            }
            else
            {
                options = options with { Model = argument };
                hasModel = true;
            }
        }

        return Check(options);
    }

    /// <summary>Returns the text of <c>--help</c>.</summary>
    public static string Help()
    {
        var text = new StringBuilder(
            "usage: SimulatedServer [serve] [MODEL] [options]\n\n"
                + "A server with the HTTP API of vLLM and a simulated engine. Set VLLM_SERVER_DEV_MODE=1 for the cache reset routes.\n\n"
        );
        foreach (var option in OptionTable.All)
        {
            var name = option.Value is null ? "--[no-]" + option.Name[2..] : option.Name + ' ' + option.Value;
            text.Append(CultureInfo.InvariantCulture, $"  {name, -34} {option.Help}\n");
        }

        return text.ToString();
    }

    private static ServerOptions ApplyOption(ServerOptions options, string argument, IReadOnlyList<string> arguments, ref int position)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = (equals < 0 ? argument : argument[..equals]).Replace('_', '-');
        var value = equals < 0 ? null : argument[(equals + 1)..];
        var isNegated = name.StartsWith("--no-", StringComparison.Ordinal);
        var positive = isNegated ? "--" + name[5..] : name;
        Option? option = OptionTable.All.FirstOrDefault(option => option.Name == positive);
        if (option is null || (isNegated && option.Value is not null))
        {
            throw new OptionException($"unrecognized argument: '{argument}'");
        }

        if (option.Value is null)
        {
            return value is null
                ? option.Apply(options, isNegated ? "false" : "true")
                : throw new OptionException($"{name} takes no value, but '{value}' was given");
        }

        if (value is null && (position == arguments.Count || arguments[position].StartsWith("--", StringComparison.Ordinal)))
        {
            throw new OptionException($"{name}: a value is expected");
        }

        return option.Apply(options, value ?? arguments[position++]);
    }

    private static ServerOptions Check(ServerOptions options)
    {
        if (options.Engine.MaxNumBatchedTokens < options.Engine.MaxNumSeqs)
        {
            throw new OptionException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--max-num-batched-tokens ({options.Engine.MaxNumBatchedTokens}) must be at least --max-num-seqs ({options.Engine.MaxNumSeqs})"
                )
            );
        }

        if (options.Engine.KvCacheTokens is > 0 and < Engine.EngineOptions.BlockTokens)
        {
            throw new OptionException($"--kv-cache-tokens must be 0 or at least one block of {Engine.EngineOptions.BlockTokens} tokens");
        }

        return options;
    }
}
