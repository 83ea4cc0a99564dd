using System.CommandLine;
using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Cli.Plotting;
using ServeMulti.Results;

namespace ServeMulti.Cli.Jobs;

/// <summary>What the job after the tasks calls: merges their experiments and writes the report. It is no verb for people.</summary>
internal static class GatherCommand
{
    public const string Name = "gather-tasks";

    public static async Task<int> RunAsync(string path)
    {
        var folder = new SubmissionFolder(path);
        var submission = folder.Read();
        if (Environment.GetEnvironmentVariable("SLURM_JOB_ID") is { } job && submission.GatherJobId != job)
        {
            Console.WriteLine($"Job {job} merges nothing: a later submit made job {submission.GatherJobId} do it.");
            return ExitCodes.Done;
        }

        int[] numbers = [.. Enumerable.Range(1, submission.TaskCount)];
        int[] begun = [.. numbers.Where(folder.HasPart)];
        if (begun.Length == 0)
        {
            throw new InvalidInputException(
                $"None of the {submission.TaskCount} tasks of {submission.Name} has a result: see their output in {folder.Logs}."
            );
        }

        var fresh = $"{folder.Name}.new";
        var freshFolder = Path.Combine(folder.OutputFolder, fresh);
        if (Directory.Exists(freshFolder))
        {
            // A merge gets its name only when it is complete, so this one was made by a job that ended before the next line of it.
            Directory.Move(freshFolder, Aside(folder));
        }

        var merged = await ExperimentMerge.MergeAsync([.. begun.Select(folder.PartOf)], folder.OutputFolder, fresh);
        if (Directory.Exists(folder.Merged))
        {
            var aside = Aside(folder);
            Directory.Move(folder.Merged, aside);
            Console.WriteLine($"note: the table of before is kept in {aside}");
        }

        Directory.Move(freshFolder, folder.Merged);
        foreach (var note in merged.Notes)
        {
            Console.WriteLine($"note: {ShortText.Printable(note)}");
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{merged.CaseCount} cases, {merged.RunCount} runs: {folder.Merged}")
        );
        var nodes = numbers
            .Select(number => folder.ReadTask(number)?.Node)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (nodes.Length > 1)
        {
            Console.WriteLine(
                $"note: configurations ran on different nodes ({string.Join(", ", nodes)}): a difference between two of them may be one between their nodes. {folder.At("tasks")} says which ran where; --same-node NODE keeps all on one."
            );
        }

        await SweepPictures.WriteAsync(folder.Merged, ReadDirections(submission), Console.Out, Console.Error);
        return Conclude(folder, submission, numbers);
    }

    /// <summary>Reads the directions of metrics from the options of the sweep.</summary>
    private static IReadOnlyDictionary<string, MetricDirection> ReadDirections(Submission submission)
    {
        var directions = new DirectionOptions();
        var root = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        foreach (var option in directions.All)
        {
            root.Options.Add(option);
        }

        return directions.Read(root.Parse([.. submission.Arguments], new ParserConfiguration { ResponseFileTokenReplacer = null }));
    }

    private static int Conclude(SubmissionFolder folder, Submission submission, int[] numbers)
    {
        int[] incomplete = [.. numbers.Where(number => folder.ReadTask(number)?.IsComplete != true)];
        if (incomplete.Length == 0)
        {
            return ExitCodes.Done;
        }

        var list = Clusters.TaskRanges.Of(incomplete);
        Console.WriteLine(
            $"Not complete: task {list} of {submission.TaskCount}. Remove the cause, then: serve-multi submit --resume {submission.Name}"
        );
        return ExitCodes.SomeFailed;
    }

    private static string Aside(SubmissionFolder folder)
    {
        var earlier = Directory.CreateDirectory(folder.At("earlier")).FullName;
        var number = 1;
        while (Directory.Exists(Path.Combine(earlier, number.ToString(CultureInfo.InvariantCulture))))
        {
            number++;
        }

        return Path.Combine(earlier, number.ToString(CultureInfo.InvariantCulture));
    }
}
