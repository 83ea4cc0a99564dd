using System.CommandLine;
using System.Globalization;
using ServeMulti.Cli.Comparing;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;

namespace ServeMulti.Cli.Packing;

/// <summary>The verb <c>pack</c>: packs an experiment into one small file, such as the baseline of a gate.</summary>
internal static class PackCommand
{
    private static readonly Argument<string> Source = new("folder")
    {
        Description = "The folder of the experiment. It is not changed.",
        HelpName = "FOLDER",
    };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The file, such as baseline.zip. A packed experiment is replaced.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<bool> Overwrite = OverwriteOption.Create();

    public static Command Create()
    {
        var command = new Command(
            "pack",
            "Packs an experiment into one small file with what a comparison needs of it, such as a baseline that lies in a repository."
        )
        {
            Source,
            Output,
            Overwrite,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(Output);
        if (path.Length == 0)
        {
            throw new InvalidInputException("--output is empty: name a file, such as baseline.zip.");
        }

        if (StandardOutput.IsMeantBy(path))
        {
            throw new InvalidInputException(
                $"--output {path}: a packed experiment is not written to standard output; name a file, such as baseline.zip."
            );
        }

        var experiment = await CompareCommand.ReadAsync(parsed.GetRequiredValue(Source), cancellationToken);
        if (!experiment.Cases.Any(one => one.FinishedRuns.Count > 0))
        {
            throw new InvalidInputException($"{experiment.Folder} has no finished run: there is nothing to pack.");
        }

        await experiment.PackAsync(path, parsed.GetValue(Overwrite), cancellationToken);
        foreach (var problem in experiment.Problems)
        {
            Console.Error.WriteLine($"warning: {ShortText.Printable(problem)}");
        }

        var file = new FileInfo(Path.GetFullPath(path));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Count(experiment.Cases.Count, "case")}, {Count(experiment.Cases.Sum(one => one.FinishedRuns.Count), "run")}, {(file.Length + 1023) / 1024} KiB: {ShortText.Printable(file.FullName)}"
            )
        );
        return ExitCodes.Done;
    }

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
