using System.CommandLine;
using System.Globalization;

namespace ServeMulti.Cli.Plotting;

/// <summary>The option for the number of GPUs of a server.</summary>
internal static class GpuOptions
{
    public static Option<int?> Create() =>
        new("--gpus")
        {
            Description =
                "The number of GPUs of the server of every run. By default it comes from the result, else from the server's command; if neither states it, throughput is not divided.",
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
