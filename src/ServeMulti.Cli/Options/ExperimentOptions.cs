using System.CommandLine;

namespace ServeMulti.Cli.Options;

/// <summary>The options for the folder of the experiment, and whether it is new or resumed.</summary>
internal sealed class ExperimentOptions
{
    private readonly Option<string> _outputFolder = new("--output-dir", "-o")
    {
        Description = "The folder of all experiments. Each experiment is a subfolder.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "results",
    };

    private readonly Option<string?> _name = new("--experiment-name", "-e")
    {
        Description = "The name of a new experiment, which must not exist. [default: the local time, such as 20261124_061013]",
        HelpName = "NAME",
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "The name of an experiment to continue: only unfinished runs are executed.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _rerunChanged = new("--rerun-changed")
    {
        Description =
            "With --resume: repeats runs that were measured with other commands, parameters or environment. The old results are moved to the folder stale.",
    };

    private readonly Option<bool> _concludeAgain = new("--conclude-again")
    {
        Description =
            "With --resume: searches again where an answer was found under other rules, reusing the stored runs that count. The old answers are moved to the folder stale.",
    };

    private readonly Option<bool> _verify = new("--verify")
    {
        Description =
            "With --resume: compares the file of every finished run with what was stored, and executes damaged runs again. Without it, only files whose size or time has changed are compared.",
    };

    private readonly Option<PlanShard?> _shard = new("--shard")
    {
        Description =
            "Runs one part of the plan, split by server, so that several machines share a sweep: 1/3, 2/3 and 3/3. The verb merge merges the parts.",
        HelpName = "PART/PARTS",
        CustomParser = OptionParsers.Shard,
    };

    public IEnumerable<Option> All => [_outputFolder, _name, _resume, _rerunChanged, _concludeAgain, _verify, _shard];

    public ExperimentChoice Read(ParseResult parsed, InputProblems problems)
    {
        var name = parsed.GetValue(_name);
        var resumed = parsed.GetValue(_resume);
        if (name is not null && resumed is not null)
        {
            problems.Add("--experiment-name names a new experiment and --resume an existing one: use one of them.");
        }

        if (parsed.GetValue(_rerunChanged) && resumed is null)
        {
            problems.Add("--rerun-changed needs --resume NAME: a new experiment has no results to repeat.");
        }

        if (parsed.GetValue(_concludeAgain) && resumed is null)
        {
            problems.Add("--conclude-again needs --resume NAME: a new experiment has no answers.");
        }

        if (parsed.GetValue(_verify) && resumed is null)
        {
            problems.Add("--verify needs --resume NAME: a new experiment has no results to verify.");
        }

        return new ExperimentChoice
        {
            OutputFolder = parsed.GetValue(_outputFolder)!,
            Name = resumed ?? name,
            IsResumed = resumed is not null,
            RerunsChanged = parsed.GetValue(_rerunChanged),
            ConcludesAgain = parsed.GetValue(_concludeAgain),
            VerifiesRuns = parsed.GetValue(_verify),
            Shard = parsed.GetValue(_shard),
        };
    }
}
