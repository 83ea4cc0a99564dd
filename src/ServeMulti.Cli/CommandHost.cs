using System.CommandLine;
using System.CommandLine.Invocation;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Help;
using ServeMulti.Cli.Jobs;

namespace ServeMulti.Cli;

/// <summary>Parses the arguments, rejects invalid ones, and invokes the command.</summary>
internal static class CommandHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [SimulateCommand.Name, .. var serverArguments])
        {
            return await SimulateCommand.RunAsync(serverArguments);
        }

        if (args is [RunTaskCommand.Name, var folderOfTask, var number])
        {
            return await GuardAsync(() => RunTaskCommand.RunAsync(folderOfTask, number));
        }

        if (args is [GatherCommand.Name, var folderOfTasks])
        {
            return await GuardAsync(() => GatherCommand.RunAsync(folderOfTasks));
        }

        if (args.Length == 0)
        {
            Console.Error.WriteLine(FirstSteps.Text);
            return ExitCodes.BadInput;
        }

        var parsed = Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            return Refuse(ParseProblems.Of(parsed));
        }

        return await GuardAsync(() =>
            parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null })
        );
    }

    /// <summary>Parses arguments without response files: a value that starts with <c>@</c> has no special meaning.</summary>
    public static ParseResult Parse(string[] args) =>
        ServeMultiCommand.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (InvalidInputException exception)
        {
            return Refuse(exception.Problems);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Console.Error.WriteLine($"error: {Breakdown.Describe(exception)}");
            return ExitCodes.HostBroke;
        }
    }

    private static int Refuse(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine($"error: {ShortText.Printable(problem)}");
        }

        return ExitCodes.BadInput;
    }
}
