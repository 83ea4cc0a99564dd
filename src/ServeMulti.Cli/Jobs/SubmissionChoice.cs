using System.CommandLine;

namespace ServeMulti.Cli.Jobs;

/// <summary>The name of a submitted sweep, and the folder that it is in.</summary>
internal sealed class SubmissionChoice
{
    private readonly Argument<string> _name = new("name")
    {
        Description = "The name of the sweep, as submit printed it.",
        HelpName = "NAME",
    };

    private readonly Option<string> _outputFolder = new("--output-dir", "-o")
    {
        Description = "The folder of all experiments.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "results",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_name);
        command.Options.Add(_outputFolder);
    }

    public SubmissionFolder Read(ParseResult parsed) =>
        SubmissionFolder.Of(parsed.GetValue(_outputFolder)!, parsed.GetRequiredValue(_name));
}
