using System.CommandLine;
using System.Globalization;
using System.Text;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Cli.Running;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Jobs;

/// <summary>The verb <c>submit</c>: a sweep as a job array of a cluster's scheduler, one task per server, and a job that merges
/// them.</summary>
internal sealed class SubmitCommand
{
    /// <summary>Options of a sweep that mean nothing for one that is submitted.</summary>
    private static readonly string[] LeftOut = ["--shard", "--verify", "--rerun-changed", "--conclude-again", "--show-stdout"];

    /// <summary>Options of a sweep that the submission itself reads.</summary>
    private static readonly string[] OfSubmission = ["--output-dir", "--experiment-name", "--resume", "--dry-run"];

    private readonly SweepOptions _sweep = new();
    private readonly SubmitOptions _submit = new();

    public static Command Create()
    {
        var command = new Command(
            "submit",
            "Runs a sweep on a cluster: submits one job array with a task per server configuration, and a job that merges them and writes the report."
        );
        var submit = new SubmitCommand();
        foreach (var option in submit._submit.All.Concat(submit._sweep.All.Where(option => !LeftOut.Contains(option.Name))))
        {
            command.Options.Add(option);
        }

        command.SetAction(submit.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var problems = new InputProblems();
        var options = _submit.ReadSchedulerOptions(parsed, problems);
        var program = _submit.ReadProgram(parsed, problems);
        _submit.CheckScheduler(parsed, parsed.GetValue<bool>("--dry-run"), problems);
        if (_sweep.ReadExperiment(parsed, problems) is { IsResumed: true } resumed)
        {
            problems.ThrowIfAny([]);
            var folderOfEarlier = SubmissionFolder.Of(resumed.OutputFolder, resumed.Name!);
            folderOfEarlier.Read();
            using var held = folderOfEarlier.Lock();
            var again = folderOfEarlier.Read() with { ArrayLimit = _submit.ReadLimit(parsed) ?? folderOfEarlier.Read().ArrayLimit };
            again = again with { SchedulerOptions = options ?? again.SchedulerOptions };
            JobScripts.Write(folderOfEarlier, again.Token, program);
            return await SubmitAsync(folderOfEarlier, again, cancellationToken);
        }

        problems.ThrowIfAny([]);
        var request = _sweep.Read(parsed);
        var name = request.Experiment.Name ?? Results.ExperimentName.FromTime(TimeProvider.System);
        request = request with { Experiment = request.Experiment with { Name = name } };
        var folder = SubmissionFolder.Of(request.Experiment.OutputFolder, name);
        var report = await CheckAsync(request, folder, cancellationToken);
        if (_submit.IsKubernetes(parsed))
        {
            return PrintManifests(parsed, request.ServerCount, name);
        }

        if (request.IsDryRun)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"would submit {request.ServerCount} tasks, at most {report.RunCount} runs: {folder.Path}"
                )
            );
            return ExitCodes.Done;
        }

        // Answered before anything is written: without a scheduler there is nothing to resume.
        await Schedulers.Create(_submit.ReadScheduler(parsed)).ReadLargestTaskAsync(cancellationToken);
        folder.Create();
        using var lockOfFolder = folder.Lock();
        // What a submit recorded before anything was submitted, such as one that the scheduler refused, binds nobody.
        var recorded = folder.HasRecord ? folder.Read() : null;
        var earlier = recorded?.Jobs.Count > 0 ? recorded : null;
        var submission = new Submission
        {
            FormatVersion = Submission.CurrentVersion,
            Token = recorded?.Token ?? $"serve-multi-{Guid.NewGuid():N}",
            Name = name,
            Scheduler = _submit.ReadScheduler(parsed),
            CreatedAt = TimeProvider.System.GetUtcNow(),
            WorkingDirectory = Directory.GetCurrentDirectory(),
            Arguments = SubmittedArguments.Of(
                parsed,
                IsOfTask,
                (option, path) => folder.CopyInput(option.Name.TrimStart('-') + ".json", path, earlier is not null)
            ),
            TaskCount = request.ServerCount,
            RunCount = report.RunCount,
            ArrayLimit = _submit.ReadLimit(parsed),
            SchedulerOptions = options ?? [],
        };
        if (earlier is null)
        {
            folder.Write(submission);
        }
        else
        {
            submission = Adopt(earlier, submission);
        }

        JobScripts.Write(folder, submission.Token, program);
        return await SubmitAsync(folder, submission, cancellationToken);
    }

    private int PrintManifests(ParseResult parsed, int taskCount, string name)
    {
        var files = new Dictionary<string, string>();
        var manifests = new KubernetesManifests
        {
            Name = name,
            Image = _submit.ReadImage(parsed)!,
            TaskCount = taskCount,
            ArrayLimit = _submit.ReadLimit(parsed),
            Gpus = _submit.ReadGpus(parsed),
            Arguments = SubmittedArguments.Of(
                parsed,
                IsOfTask,
                (option, path) =>
                {
                    var file = option.Name.TrimStart('-') + ".json";
                    files[file] = Encoding.UTF8.GetString(Files.InputFile.ReadAll(path, Files.InputFile.LargestDocument));
                    return $"{KubernetesManifests.Inputs}/{file}";
                }
            ),
            Files = files,
        };
        var text = manifests.Write();
        if (StandardStreams.HoldsSecret(text))
        {
            throw new InvalidInputException(
                "The commands hold a key, and a manifest is no place for one: let the server and the benchmark take it from the environment of the image (--api-key-env)."
            );
        }

        Console.WriteLine(text);
        Console.Error.WriteLine(
            "note: nothing was submitted; no Kubernetes has run these manifests yet. Set the storage and its class, then:"
        );
        Console.Error.WriteLine("  kubectl apply -f FILE");
        Console.Error.WriteLine($"  kubectl get job {manifests.ObjectName} --watch    # until it is complete or failed");
        Console.Error.WriteLine($"  kubectl patch job {manifests.ObjectName}-merge --type=merge -p '{{\"spec\":{{\"suspend\":false}}}}'");
        return ExitCodes.Done;
    }

    private bool IsOfTask(Option option) => _sweep.All.Contains(option) && !OfSubmission.Contains(option.Name);

    /// <summary>Goes on with a submission that was made before, by a program that may not have come to its end.</summary>
    private static Submission Adopt(Submission earlier, Submission wanted) =>
        earlier.Arguments.SequenceEqual(wanted.Arguments) && earlier.TaskCount == wanted.TaskCount
            ? earlier
            : throw new InvalidInputException(
                $"A sweep '{earlier.Name}' with other options was submitted before: choose another name (-e), or go on with that one: serve-multi submit --resume {earlier.Name}"
            );

    /// <summary>Refuses what no task could run. What this machine lacks is no matter: the nodes are others.</summary>
    private static async Task<PreflightReport> CheckAsync(
        SweepRequest request,
        SubmissionFolder folder,
        CancellationToken cancellationToken
    )
    {
        await using var sweep = SweepComposition.Create(request, outputReceived: null, Warn);
        var report = await sweep.CheckAsync(cancellationToken);
        // A submission that is made once more may have been merged already.
        var problems = folder.HasRecord ? report.InputProblems : [.. report.StoreProblems, .. report.InputProblems];
        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }

        foreach (var note in report.Notes)
        {
            Console.Error.WriteLine($"note: {ShortText.Printable(note)}");
        }

        return report;
    }

    private static async Task<int> SubmitAsync(SubmissionFolder folder, Submission submission, CancellationToken cancellationToken)
    {
        var submitter = new Submitter(Schedulers.Create(submission.Scheduler), folder);
        foreach (var line in await submitter.SubmitAsync(submission, cancellationToken))
        {
            Console.WriteLine(line);
        }

        return ExitCodes.Done;
    }

    private static void Warn(string message) => Console.Error.WriteLine($"warning: {ShortText.Printable(message)}");
}
