using System.CommandLine;
using System.CommandLine.Parsing;
using ServeMulti.Cli.Options;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Jobs;

/// <summary>The options of <c>submit</c> that are not those of a sweep.</summary>
internal sealed class SubmitOptions
{
    /// <summary>What a submission sets itself, and relies on.</summary>
    private static readonly string[] Own =
    [
        "--array",
        "-a",
        "--chdir",
        "-D",
        "--comment",
        "--dependency",
        "-d",
        "--hold",
        "-H",
        "--job-name",
        "-J",
        "--output",
        "-o",
        "--parsable",
        "--test-only",
        "--wrap",
    ];

    private readonly Option<string> _scheduler = new("--scheduler")
    {
        Description = "The scheduler of the cluster: slurm. [default: slurm]",
        HelpName = "NAME",
        CustomParser = ReadScheduler,
        DefaultValueFactory = _ => "slurm",
    };

    private readonly Option<int?> _limit = new("--array-limit")
    {
        Description = "How many tasks may run at a time. [default: as many as there is room for]",
        HelpName = "N",
        CustomParser = OptionParsers.OptionalWholeNumber(minimum: 1),
    };

    private readonly Option<string[]> _schedulerOptions = new("--sbatch-option")
    {
        Description = "An option of sbatch for each task, joined to its value, such as --sbatch-option=--gres=gpu:8. Can be repeated.",
        HelpName = "OPTION",
    };

    private readonly Option<string?> _program = new("--node-command")
    {
        Description = "The command of serve-multi on the nodes. [default: the path of this program]",
        HelpName = "COMMAND",
    };

    public IEnumerable<Option> All => [_scheduler, _limit, _schedulerOptions, _program];

    public string ReadScheduler(ParseResult parsed) => parsed.GetValue(_scheduler)!;

    public int? ReadLimit(ParseResult parsed) => parsed.GetValue(_limit);

    /// <summary>Reads the options of the scheduler; null if none is given.</summary>
    public IReadOnlyList<string>? ReadSchedulerOptions(ParseResult parsed, InputProblems problems)
    {
        if (parsed.GetResult(_schedulerOptions) is null)
        {
            return null;
        }

        var words = parsed.GetValue(_schedulerOptions) ?? [];
        foreach (var word in words)
        {
            var name = word.Split('=', 2)[0];
            if (word is not ['-', _, ..] || word.Contains(' ', StringComparison.Ordinal))
            {
                problems.Add($"--sbatch-option takes one option of sbatch, joined to its value by =, such as --gres=gpu:8, not '{word}'.");
            }
            else if (Own.Contains(name) || (word[1] != '-' && Own.Contains(word[..2])))
            {
                problems.Add($"--sbatch-option {name}: serve-multi sets this option itself, and relies on it.");
            }
        }

        return [.. words];
    }

    /// <summary>Reads the command of this program on a node.</summary>
    public CommandLine ReadProgram(ParseResult parsed, InputProblems problems) =>
        CommandOptions.ReadCommand(_program, parsed, problems) ?? Self();

    private static CommandLine Self()
    {
        var process = Environment.ProcessPath ?? "serve-multi";
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? new CommandLine(process, Path.GetFullPath(Environment.GetCommandLineArgs()[0]))
            : new CommandLine(process);
    }

    private static string ReadScheduler(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text != "slurm")
        {
            result.AddError($"--scheduler takes slurm, not '{text}'.");
        }

        return text;
    }
}
