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

    /// <summary>The scheduler for which manifests are printed.</summary>
    public const string Kubernetes = "kubernetes";

    private readonly Option<string> _scheduler = new("--scheduler")
    {
        Description =
            "The scheduler of the cluster: slurm, or kubernetes, for which --dry-run prints manifests and nothing is submitted. [default: slurm]",
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

    private readonly Option<string?> _node = new("--same-node")
    {
        Description = "Runs all tasks on this node, so that configurations are comparable (sbatch --nodelist).",
        HelpName = "NODE",
    };

    private readonly Option<string?> _constraint = new("--constraint")
    {
        Description = "Runs all tasks on nodes with this feature, such as h100 (sbatch --constraint).",
        HelpName = "FEATURE",
    };

    private readonly Option<string?> _image = new("--image")
    {
        Description = "For kubernetes: the image of the tasks, with the server, the benchmark and serve-multi.",
        HelpName = "IMAGE",
    };

    private readonly Option<int?> _gpus = new("--gpus")
    {
        Description = "For kubernetes: the GPUs of each task (nvidia.com/gpu). [default: none]",
        HelpName = "N",
        CustomParser = OptionParsers.OptionalWholeNumber(minimum: 1),
    };

    private readonly Option<string?> _program = new("--node-command")
    {
        Description = "The command of serve-multi on the nodes. [default: the path of this program]",
        HelpName = "COMMAND",
    };

    public IEnumerable<Option> All => [_scheduler, _limit, _node, _constraint, _schedulerOptions, _image, _gpus, _program];

    public string ReadScheduler(ParseResult parsed) => parsed.GetValue(_scheduler)!;

    public int? ReadLimit(ParseResult parsed) => parsed.GetValue(_limit);

    public string? ReadImage(ParseResult parsed) => parsed.GetValue(_image);

    public int? ReadGpus(ParseResult parsed) => parsed.GetValue(_gpus);

    public bool IsKubernetes(ParseResult parsed) => ReadScheduler(parsed) == Kubernetes;

    /// <summary>Checks that the options are those of the scheduler.</summary>
    public void CheckScheduler(ParseResult parsed, bool isDryRun, InputProblems problems)
    {
        var isKubernetes = IsKubernetes(parsed);
        Option[] foreign = isKubernetes ? [_node, _constraint, _schedulerOptions, _program] : [_image, _gpus];
        foreach (var option in foreign.Where(option => parsed.GetResult(option) is not null))
        {
            problems.Add($"{option.Name} is not an option of --scheduler {ReadScheduler(parsed)}.");
        }

        if (isKubernetes && !isDryRun)
        {
            problems.Add("--scheduler kubernetes needs --dry-run: it prints manifests, and serve-multi submits nothing there.");
        }

        if (isKubernetes && ReadImage(parsed) is not { Length: > 0 })
        {
            problems.Add("--scheduler kubernetes needs --image IMAGE, with the server, the benchmark and serve-multi.");
        }
    }

    /// <summary>Reads the options of the scheduler; null if none is given.</summary>
    public IReadOnlyList<string>? ReadSchedulerOptions(ParseResult parsed, InputProblems problems)
    {
        string[] placement = [.. Placement("--nodelist", _node), .. Placement("--constraint", _constraint)];
        if (parsed.GetResult(_schedulerOptions) is null && placement.Length == 0)
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

        return [.. placement, .. words];

        IEnumerable<string> Placement(string name, Option<string?> option)
        {
            var value = parsed.GetValue(option);
            if (value is null)
            {
                yield break;
            }

            if (value.Length == 0 || value.Any(char.IsWhiteSpace) || (option == _node && value.IndexOfAny([',', '[']) >= 0))
            {
                problems.Add($"{option.Name} takes one {option.HelpName!.ToLowerInvariant()}, not '{value}'.");
            }

            yield return $"{name}={value}";
        }
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
        if (text is not ("slurm" or Kubernetes))
        {
            result.AddError($"--scheduler takes slurm or kubernetes, not '{text}'.");
        }

        return text;
    }
}
