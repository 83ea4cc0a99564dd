using System.CommandLine;
using System.Globalization;

namespace ServeMulti.Cli.Plotting;

/// <summary>The option that says how many GPUs a server had.</summary>
internal static class GpuOptions
{
    public static Option<int?> Create() => new("--gpus")
    {
        Description = "How many GPUs the server of every run had. By default what the result says, else the server's whole command; where nothing does, throughput is that of the server.",
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var gpus) && gpus >= 1)
            {
                return gpus;
            }

            result.AddError($"--gpus takes a whole number of 1 or more, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };
}
