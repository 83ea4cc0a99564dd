using System.CommandLine;
using System.Globalization;
using ServeMulti.Cli.Display;
using ServeMulti.Results;

namespace ServeMulti.Cli.Merging;

/// <summary>The verb <c>merge</c>: merges finished experiments, such as the shards of one plan, into a new one.</summary>
internal static class MergeCommand
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    private static readonly Argument<string> Target = new("out")
    {
        Description = "The folder of the new experiment, which must not exist.",
        HelpName = "OUT",
    };

    private static readonly Argument<string[]> Sources = new("folders")
    {
        Description = "The folders of the experiments to merge. They are not changed.",
        HelpName = "FOLDER",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create()
    {
        var command = new Command("merge", "Merges finished experiments, such as the shards of one plan, into a new one.")
        {
            Target,
            Sources,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(line => Console.Error.WriteLine(line), StopGrace);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interruption.Stop);
        var (target, outputFolder) = ReadTarget(parsed.GetRequiredValue(Target));
        try
        {
            var merged = await ExperimentMerge.MergeAsync(
                parsed.GetRequiredValue(Sources),
                outputFolder,
                Path.GetFileName(target),
                cancellationToken: either.Token
            );
            foreach (var note in merged.Notes)
            {
                Console.Error.WriteLine($"note: {ShortText.Printable(note)}");
            }

            if (merged.IncompleteCaseCount > 0)
            {
                Console.Error.WriteLine($"note: resume {Path.GetFileName(target)} to do the missing runs.");
            }

            StandardStreams.OutputIsKept = true;
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{merged.CaseCount} cases, {merged.RunCount} runs: {merged.Location}")
            );
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (interruption.Signal is not null)
        {
            Console.Error.WriteLine($"Interrupted by {interruption.Signal}. {target} was not created: run the same command again.");
            return interruption.ExitCode;
        }
    }

    private static (string Target, string OutputFolder) ReadTarget(string text)
    {
        var target = text.Length == 0 ? "" : Path.TrimEndingDirectorySeparator(Path.GetFullPath(text));
        return Path.GetDirectoryName(target) is { Length: > 0 } outputFolder
            ? (target, outputFolder)
            : throw new InvalidInputException($"'{text}' cannot be the folder of an experiment; name a new folder.");
    }
}
