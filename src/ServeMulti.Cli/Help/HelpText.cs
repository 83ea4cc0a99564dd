using System.Collections;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using ServeMulti.Cli.Display;

namespace ServeMulti.Cli.Help;

/// <summary>Prints the help of a command.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private const int Widest = 120;
    private const int Indent = 2;
    private const int NameColumn = 34;

    /// <summary>Makes every command of a program print its help this way.</summary>
    public static void ReplaceIn(RootCommand root)
    {
        foreach (var option in root.Options.OfType<System.CommandLine.Help.HelpOption>())
        {
            option.Action = new HelpText();
            option.Description = "Lists the options.";
        }

        foreach (var option in root.Options.OfType<VersionOption>())
        {
            option.Description = "Prints the version.";
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var root = parseResult.RootCommandResult.Command;
        var width = Math.Min(StandardStreams.OutputWidth, Widest);
        var page = HelpPage.Of(command);
        Write(command.Description ?? "", width, 0);
        Console.WriteLine();
        Console.WriteLine($"Usage: {Usage(command, root)}");
        if (command == root)
        {
            WriteCommands(root, width);
        }

        foreach (var argument in command.Arguments)
        {
            WriteRow(argument.HelpName ?? argument.Name.ToUpperInvariant(), argument.Description ?? "", width);
        }

        var inherited = command == root ? [] : root.Options.Where(option => option is System.CommandLine.Help.HelpOption);
        foreach (var (title, options) in page.Groups)
        {
            Console.WriteLine();
            Console.WriteLine($"{title}:");
            foreach (var option in options)
            {
                WriteRow(Name(option), Describe(option), width);
            }
        }

        if (inherited.FirstOrDefault() is { } help)
        {
            Console.WriteLine();
            WriteRow(Name(help), Describe(help), width);
        }

        Console.WriteLine();
        Console.WriteLine(page.Examples.Count == 1 ? "Example:" : "Examples:");
        foreach (var example in page.Examples)
        {
            Console.WriteLine($"  {example}");
        }

        return ExitCodes.Done;
    }

    private static string Usage(Command command, Command root) =>
        command == root
            ? "serve-multi [options]            (a sweep)\n       serve-multi COMMAND [options]"
            : $"serve-multi {command.Name} {string.Concat(command.Arguments.Select(argument => $"{argument.HelpName ?? "ARGUMENT"}{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")} "))}[options]";

    private static void WriteCommands(Command root, int width)
    {
        Console.WriteLine();
        Console.WriteLine("Commands (each has its own --help):");
        foreach (var command in root.Subcommands)
        {
            WriteRow(command.Name, command.Description ?? "", width);
        }
    }

    /// <summary>Writes names and what they mean side by side, or below each other on a narrow terminal.</summary>
    private static void WriteRow(string name, string description, int width)
    {
        var isNarrow = width < NameColumn + 40;
        var column = isNarrow ? Indent + 4 : NameColumn;
        var head = new string(' ', Indent) + name;
        if (isNarrow || head.Length >= column)
        {
            Console.WriteLine(head);
            head = "";
        }

        foreach (var (place, line) in CellText.Wrap(description, Math.Max(20, width - column), 0).Index())
        {
            Console.WriteLine((place == 0 ? head : "").PadRight(column) + line);
        }
    }

    private static void Write(string text, int width, int indent)
    {
        foreach (var line in CellText.Wrap(text, width, indent))
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>Returns the names of an option: the long one, and a short one if there is one.</summary>
    private static string Name(Option option)
    {
        var brief = option.Aliases.Where(alias => alias is ['-', not '-', ..] && alias != "-?");
        var value = option.HelpName is { } name ? $" {name}" : "";
        var several = option.AllowMultipleArgumentsPerToken ? "..." : "";
        return string.Join(", ", brief.Append(option.Name)) + value + several;
    }

    private static string Describe(Option option)
    {
        var text = option.Description ?? "";
        return
            option.HasDefaultValue
            && option is not Option<bool>
            && !text.Contains("[default", StringComparison.Ordinal)
            && option.GetDefaultValue() is { } value
            ? $"{text} [default: {(value is string or not IEnumerable ? Convert.ToString(value, CultureInfo.InvariantCulture) : string.Join(',', ((IEnumerable)value).Cast<object>()))}]"
            : text;
    }
}
