using ServeMulti.Parameters;

namespace ServeMulti.Clusters;

/// <summary>What to submit: one job, or one array of tasks that run the same script.</summary>
public sealed record JobSpec
{
    private readonly IReadOnlyList<int> _tasks = [];
    private readonly IReadOnlyList<string> _after = [];
    private readonly IReadOnlyList<string> _options = [];
    private readonly string _token = "";

    /// <summary>Gets the name shown in the queue.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the text by which the jobs of one submission are found again, stored with each of them; letters, digits and dashes, at
    /// most 64.</summary>
    /// <exception cref="ArgumentException">The value has other characters, is empty, or is too long.</exception>
    public required string Token
    {
        get => _token;
        init =>
            _token =
                value is { Length: > 0 and <= 64 } && value.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-')
                    ? value
                    : throw new ArgumentException($"'{value}' is no token: use 1 to 64 letters, digits and dashes.", nameof(value));
    }

    /// <summary>Gets the shell script, as a path here, and its arguments. The scheduler keeps a copy of the script.</summary>
    public required CommandLine Script { get; init; }

    /// <summary>Gets the folder the script starts in, on the node.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Gets the file that the output of the script is appended to, on the node, in the scheduler's own notation for the numbers of
    /// job and task.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Gets the numbers of the tasks, none twice; empty (the default): one job that is no array.</summary>
    public IReadOnlyList<int> Tasks
    {
        get => _tasks;
        init => _tasks = [.. value.Distinct().Order()];
    }

    /// <summary>Gets how many tasks may run at a time; null (the default): as many as there is room for.</summary>
    public int? MostRunning { get; init; }

    /// <summary>Gets whether the job waits for <see cref="IJobScheduler.ReleaseAsync"/>; default false.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Gets the ids of jobs that must have ended before, in whatever way; default none.</summary>
    public IReadOnlyList<string> After
    {
        get => _after;
        init => _after = [.. value];
    }

    /// <summary>Gets environment variables of the script in addition to those of the host; null as a value removes one. They are not part of
    /// any command. Default none.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Gets whether the scheduler may put the job back into the queue after it had begun, such as after its node failed; default
    /// true.</summary>
    public bool IsRestartable { get; init; } = true;

    /// <summary>Gets further options of the scheduler's own command, one word each, such as <c>--partition=gpu</c>; default none.</summary>
    public IReadOnlyList<string> Options
    {
        get => _options;
        init => _options = [.. value];
    }

    /// <summary>Returns the main members, commands without their keys and environments as names.</summary>
    public override string ToString() =>
        RecordText.Of(
            nameof(JobSpec),
            (nameof(Name), Name),
            (nameof(Token), Token),
            (nameof(Script), Script),
            (nameof(Environment), Environment),
            (nameof(OutputPath), OutputPath),
            (nameof(Tasks), string.Join(',', Tasks)),
            (nameof(After), string.Join(',', After)),
            (nameof(Options), string.Join(' ', Options))
        );
}
