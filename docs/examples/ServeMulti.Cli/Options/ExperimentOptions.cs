using System.CommandLine;

namespace ServeMulti.Cli.Options;

/// <summary>The options that say where results are kept, and whether an experiment is new or goes on.</summary>
internal sealed class ExperimentOptions
{
    private readonly Option<string> _outputFolder = new("--output-dir", "-o")
    {
        Description = "The folder that holds experiments, each in a folder of its own.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "results",
    };

    private readonly Option<string?> _name = new("--experiment-name", "-e")
    {
        Description = "The name of a new experiment; it must not exist. [default: the local time, such as 20261124_061013]",
        HelpName = "NAME",
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "The name of an experiment that is continued: only what is not finished is run.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _rerunChanged = new("--rerun-changed")
    {
        Description = "With --resume: runs again what was measured with other commands, parameters or environment. The old results are moved aside.",
    };

    private readonly Option<bool> _concludeAgain = new("--conclude-again")
    {
        Description = "With --resume: finds answers of a search again that were found under other rules, from the stored runs that count. The old answers are moved aside.",
    };

    private readonly Option<PlanShard?> _shard = new("--shard")
    {
        Description = "Runs one part of the plan, cut by server, so that several machines share a sweep: 1/3, 2/3 and 3/3. The verb merge puts the parts together.",
        HelpName = "PART/PARTS",
        CustomParser = OptionParsers.Shard,
    };

    public IEnumerable<Option> All => [_outputFolder, _name, _resume, _rerunChanged, _concludeAgain, _shard];

    public ExperimentChoice Read(ParseResult parsed, InputProblems problems)
    {
        var name = parsed.GetValue(_name);
        var resumed = parsed.GetValue(_resume);
        if (name is not null && resumed is not null)
        {
            problems.Add("--experiment-name names a new experiment and --resume one that exists: give one of them.");
        }

        if (parsed.GetValue(_rerunChanged) && resumed is null)
        {
            problems.Add("--rerun-changed needs --resume NAME: a new experiment has nothing to run again.");
        }

        if (parsed.GetValue(_concludeAgain) && resumed is null)
        {
            problems.Add("--conclude-again needs --resume NAME: a new experiment has no answers.");
        }

        return new ExperimentChoice
        {
            OutputFolder = parsed.GetValue(_outputFolder)!,
            Name = resumed ?? name,
            IsResumed = resumed is not null,
            RerunsChanged = parsed.GetValue(_rerunChanged),
            ConcludesAgain = parsed.GetValue(_concludeAgain),
            Shard = parsed.GetValue(_shard),
        };
    }
}
