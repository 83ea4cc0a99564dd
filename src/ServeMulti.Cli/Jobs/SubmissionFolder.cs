using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Results.Folder;

namespace ServeMulti.Cli.Jobs;

/// <summary>The folder of a submission, <c>NAME.tasks</c> beside the experiment NAME: its record, its scripts, and an experiment per
/// task. All nodes must share it.</summary>
internal sealed class SubmissionFolder
{
    /// <summary>What follows the name of the experiment.</summary>
    public const string Suffix = ".tasks";

    private const int LargestLog = 64 << 20;
    private const int LongestLine = 2000;

    private readonly DiskFileSystem _files = new(isDurable: true);

    /// <param name="path">The path of the folder.</param>
    public SubmissionFolder(string path)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Name = System.IO.Path.GetFileName(Path)[..^Suffix.Length];
    }

    public string Path { get; }

    /// <summary>Gets the name of the experiment that the tasks are merged into.</summary>
    public string Name { get; }

    /// <summary>Gets the folder of all experiments.</summary>
    public string OutputFolder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Gets the folder of the merged experiment.</summary>
    public string Merged => System.IO.Path.Combine(OutputFolder, Name);

    /// <summary>Gets the folder with an experiment per task.</summary>
    public string Parts => At("parts");

    public string Logs => At("logs");

    public string TaskScript => At("task.sh");

    public string GatherScript => At("gather.sh");

    public bool HasRecord => _files.FileExists(RecordPath);

    private string RecordPath => At("submission.json");

    /// <summary>Names the folder of an experiment.</summary>
    /// <exception cref="InvalidInputException">The name is not that of a folder.</exception>
    public static SubmissionFolder Of(string outputFolder, string name) =>
        ExperimentName.FindProblem(name) is { } problem
            ? throw new InvalidInputException(problem)
            : new SubmissionFolder(System.IO.Path.Combine(outputFolder, name + Suffix));

    /// <summary>Returns the name of the experiment of a task.</summary>
    public static string PartName(int task) => task.ToString("0000", CultureInfo.InvariantCulture);

    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Returns the folder of the experiment of a task.</summary>
    public string PartOf(int task) => System.IO.Path.Combine(Parts, PartName(task));

    public void Create()
    {
        foreach (var folder in new[] { Path, Parts, Logs, At("inputs"), At("tasks") })
        {
            _files.MakeFolder(folder);
        }
    }

    /// <summary>Keeps the folder for this program.</summary>
    /// <exception cref="InvalidInputException">Another one is at it.</exception>
    public IDisposable Lock() =>
        _files.TryLock(At("lock"))
        ?? throw new InvalidInputException($"{Path} is in use by another serve-multi submit or cancel: wait until that has ended.");

    /// <exception cref="InvalidInputException">There is no submission of that name, or its record cannot be read.</exception>
    public Submission Read()
    {
        if (!HasRecord)
        {
            throw new InvalidInputException(
                $"No sweep '{Name}' was submitted in {OutputFolder}: {RecordPath} does not exist. serve-multi submit -e {Name} submits one."
            );
        }

        var read = Read(RecordPath, SubmissionJson.Default.Submission);
        return read.FormatVersion == Submission.CurrentVersion
            ? read
            : throw new InvalidInputException(
                $"{RecordPath} has the format {read.FormatVersion}, and this version of serve-multi reads {Submission.CurrentVersion}: use the version that wrote it."
            );
    }

    /// <summary>Stores the record. It holds commands, which may hold keys: its owner alone can read it.</summary>
    public void Write(Submission submission) => Write(RecordPath, submission, SubmissionJson.Default.Submission, isPrivate: true);

    /// <summary>Reads what a task says of itself; null before it began.</summary>
    public TaskRecord? ReadTask(int task) =>
        _files.FileExists(TaskPath(task)) ? Read(TaskPath(task), SubmissionJson.Default.TaskRecord) : null;

    public void WriteTask(int task, TaskRecord record) =>
        Write(TaskPath(task), record, SubmissionJson.Default.TaskRecord, isPrivate: false);

    public void WriteText(string name, string text) => _files.WriteWhole(At(name), Encoding.UTF8.GetBytes(text), isPrivate: true);

    /// <summary>Keeps a copy of an input file: what it holds when a task starts is what it held when the sweep was submitted.</summary>
    /// <param name="name">The name of the copy.</param>
    /// <param name="source">The path of the file.</param>
    /// <param name="isSubmitted">Whether jobs were submitted that rely on the copy.</param>
    /// <returns>The path of the copy.</returns>
    /// <exception cref="InvalidInputException">The sweep was submitted before, with another content of the file.</exception>
    public string CopyInput(string name, string source, bool isSubmitted)
    {
        var target = At("inputs", name);
        var content = Files.InputFile.ReadAll(source, Files.InputFile.LargestDocument);
        if (!isSubmitted)
        {
            _files.WriteWhole(target, content, isPrivate: true);
        }
        else if (!_files.ReadWhole(target).AsSpan().SequenceEqual(content))
        {
            throw new InvalidInputException(
                $"A sweep '{Name}' was submitted before, when {source} had another content ({target}): choose another name (-e), or go on with that one: serve-multi submit --resume {Name}"
            );
        }

        return target;
    }

    /// <summary>Returns the last line of the output of a task; null if there is none.</summary>
    public string? ReadLastLine(string jobId, int arrayNumber)
    {
        var path = LogOf(jobId, arrayNumber);
        return _files.FileExists(path)
            ? Files.InputFile.ReadLines(path, LargestLog, LongestLine).LastOrDefault(line => line.Trim().Length > 0)
            : null;
    }

    /// <summary>Returns the path of the output of a task.</summary>
    public string LogOf(string jobId, int arrayNumber) =>
        System.IO.Path.Combine(Logs, string.Create(CultureInfo.InvariantCulture, $"task-{jobId}_{arrayNumber}.log"));

    /// <summary>Counts the finished runs of a task: the lines of its journal.</summary>
    public int CountRuns(int task)
    {
        var journal = System.IO.Path.Combine(PartOf(task), "runs.jsonl");
        return _files.FileExists(journal) ? _files.ReadWhole(journal).Count(value => value == (byte)'\n') : 0;
    }

    /// <summary>Returns whether a task has an experiment.</summary>
    public bool HasPart(int task) => _files.FileExists(System.IO.Path.Combine(PartOf(task), "experiment.json"));

    private string TaskPath(int task) => At("tasks", $"{PartName(task)}.json");

    private void Write<T>(string path, T value, JsonTypeInfo<T> type, bool isPrivate) =>
        _files.WriteWhole(path, JsonSerializer.SerializeToUtf8Bytes(value, type), isPrivate);

    private T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(_files.ReadWhole(path), type) ?? throw new JsonException("it holds null");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            var reason = exception is JsonException json ? JsonProblem.Describe(json) : exception.Message.TrimEnd('.');
            throw new InvalidInputException($"{path} cannot be read: {reason}. The results of the tasks are in {Parts}.", exception);
        }
    }
}
