using System.CommandLine;
using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Comparing;
using ServeMulti.Results;

namespace ServeMulti.Cli.Comparing;

/// <summary>The verb <c>compare</c>: whether a build is better or worse than the one before. Its exit code is a gate.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> Baseline = new("baseline")
    {
        Description = "The folder of the experiment of the build before, or the file that it is packed in.",
        HelpName = "BASELINE",
    };

    private static readonly Argument<string> Current = new("current")
    {
        Description = "The folder of the experiment of the build to judge, or the file that it is packed in.",
        HelpName = "CURRENT",
    };

    private static readonly Option<double> FailedShare = new("--failed-share")
    {
        Description = "The share of requests that may fail, 0 to 1, in a case that is compared.",
        HelpName = "SHARE",
    };

    private static readonly VerdictOptions Verdict = new();

    private static readonly MatchOptions Matches = new();

    private static readonly DirectionOptions Directions = new();

    private static readonly ComparisonOutput Output = new();

    public static Command Create()
    {
        var command = new Command(
            "compare",
            "Compares two experiments: the build before and the build to judge. Exits with 4 if anything regressed, with 5 if it is not known."
        )
        {
            Baseline,
            Current,
            FailedShare,
        };
        foreach (var option in Verdict.All.Concat(Matches.All).Concat(Directions.All).Concat(Output.All))
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Output.Check(parsed);
        var baseline = await ReadAsync(parsed.GetRequiredValue(Baseline), cancellationToken);
        var current = await ReadAsync(parsed.GetRequiredValue(Current), cancellationToken);
        var options = Verdict.Read(parsed) with
        {
            BaselineOf = Matches.ReadMapping(parsed, baseline, current),
            IgnoredParameters = Matches.ReadIgnored(parsed),
            FailedShareLimit = parsed.GetValue(FailedShare),
            HigherIsBetter = Directions.Read(parsed).ToDictionary(pair => pair.Key, pair => pair.Value == MetricDirection.HigherIsBetter),
        };
        var comparison = await ExperimentComparison.OfAsync(baseline, current, options, cancellationToken);
        VerdictOptions.RequireUsed(options, comparison);
        foreach (var problem in baseline.Problems.Concat(current.Problems))
        {
            Console.Error.WriteLine($"warning: {ShortText.Printable(problem)}");
        }

        Output.Write(parsed, comparison, baseline.Name, current.Name);
        return Verdict.ExitCodeOf(comparison, parsed);
    }

    /// <summary>Reads an experiment: its folder, or a packed one.</summary>
    /// <exception cref="InvalidInputException">There is none, or it cannot be read.</exception>
    internal static async Task<StoredExperiment> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return folder.Length > 0 && StoredExperiment.Exists(folder)
                ? await StoredExperiment.ReadAsync(folder, cancellationToken)
                : throw new InvalidInputException(
                    $"'{folder}' holds no experiment. Name the folder that a sweep wrote, such as results/20261124_061013."
                );
        }
        catch (ResultStoreException exception)
        {
            throw new InvalidInputException(ShortText.OneLine(exception.Message), exception);
        }
    }
}
