using System.CommandLine;
using System.CommandLine.Invocation;

namespace ServeMulti.Cli;

/// <summary>Parses the arguments, refuses what cannot be understood, and invokes the command.</summary>
internal static class CommandHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        // No response files: a value that starts with '@' is an argument like any other.
        var parsed = ServeMultiCommand.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"error: {error.Message}");
            }

            return ExitCodes.BadInput;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
