using System.CommandLine;
using System.Globalization;
using ServeMulti.Cli.Options;
using ServeMulti.Cli.Ports;
using ServeMulti.Cli.Running;
using ServeMulti.Hosts;
using ServeMulti.Processes;

namespace ServeMulti.Cli.Jobs;

/// <summary>What the script of a task calls on its node: runs one server of a submitted sweep, in an experiment of its own that is resumed
/// where it exists. It is no verb for people.</summary>
internal static class RunTaskCommand
{
    public const string Name = "run-task";

    public static async Task<int> RunAsync(string path, string numberText)
    {
        var folder = new SubmissionFolder(path);
        var submission = folder.Read();
        if (
            !int.TryParse(numberText, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1
            || number > submission.TaskCount
        )
        {
            throw new InvalidInputException($"The sweep {submission.Name} has the tasks 1 to {submission.TaskCount}, not '{numberText}'.");
        }

        if (Environment.GetEnvironmentVariable("SLURM_ARRAY_JOB_ID") is { } job && submission.Jobs.All(recorded => recorded.Id != job))
        {
            throw new InvalidInputException(
                $"Job {job} is not one that {submission.Name} recorded, so it runs nothing: another job does its work. Cancel it."
            );
        }

        var record = new TaskRecord
        {
            Node = Environment.GetEnvironmentVariable("SLURMD_NODENAME") ?? Environment.MachineName,
            JobId = Environment.GetEnvironmentVariable("SLURM_JOB_ID"),
            Restarts = int.TryParse(
                Environment.GetEnvironmentVariable("SLURM_RESTART_COUNT"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var restarts
            )
                ? restarts
                : 0,
            Gpus = Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"),
            GpuDriver = (await new HostFacts(new ProcessLauncher()).ReadAsync()).GetValueOrDefault("GPU driver"),
            StartedAt = TimeProvider.System.GetUtcNow(),
        };
        folder.WriteTask(number, record);
        var exitCode = await SweepCommand.SweepAsync(ReadRequest(folder, submission, number, out var parsed), parsed);
        folder.WriteTask(number, record with { EndedAt = TimeProvider.System.GetUtcNow(), ExitCode = exitCode });
        return exitCode;
    }

    private static SweepRequest ReadRequest(SubmissionFolder folder, Submission submission, int number, out ParseResult parsed)
    {
        var options = new SweepOptions();
        var root = new RootCommand();
        foreach (var option in options.All)
        {
            root.Options.Add(option);
        }

        string[] arguments =
        [
            .. submission.Arguments,
            "--output-dir",
            folder.Parts,
            "--experiment-name",
            SubmissionFolder.PartName(number),
            "--shard",
            string.Create(CultureInfo.InvariantCulture, $"{number}/{submission.TaskCount}"),
        ];
        parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            throw new InvalidInputException(parsed.Errors.Select(error => error.Message));
        }

        var request = options.Read(parsed);
        return request with
        {
            Experiment = request.Experiment with { BeginsOrResumes = true },
            TaskOf = submission.Name,
            OwnPort = new OwnPort(SeedOfPort(number)),
        };
    }

    /// <summary>Of all tasks that may share the node, none has the same number of its job.</summary>
    private static int SeedOfPort(int number) =>
        int.TryParse(Environment.GetEnvironmentVariable("SLURM_JOB_ID"), NumberStyles.None, CultureInfo.InvariantCulture, out var job)
            ? job
            : number;
}
