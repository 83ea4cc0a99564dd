using System.Text.Json.Serialization;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;

namespace ServeMulti.Sweeping;

/// <summary>What to sweep: the server and benchmark commands, the parameters to vary, and how often and under what rules each combination
/// is run.</summary>
/// <remarks>Nothing is checked on construction; <see cref="SweepPlanner.Plan"/> reports every problem of a definition together.</remarks>
public sealed record SweepDefinition
{
    /// <summary>Gets the server command; null for a server that is already running at <see cref="Endpoint"/>, or for a launcher that needs
    /// no command.</summary>
    public CommandLine? ServeCommand { get; init; }

    /// <summary>Gets the address of the server; null (the default): taken from the server command. Needed where no server is
    /// started.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets what is known of the servers' kind; null (the default): recognised from the server command. Needed where a shell, a
    /// container or a script of your own starts the server.</summary>
    public ServerProfile? ServerProfile { get; init; }

    /// <summary>Gets the benchmark command; null for a runner that needs none.</summary>
    public CommandLine? BenchCommand { get; init; }

    /// <summary>Gets the server parameter sets; one server is started for each. Default: the command as it is.</summary>
    public ParameterSweep ServeParameters { get; init; } = ParameterSweep.Unchanged;

    /// <summary>Gets the benchmark parameter sets; each is run against each server. Default: the command as it is.</summary>
    public ParameterSweep BenchParameters { get; init; } = ParameterSweep.Unchanged;

    /// <summary>Gets options of both commands that take several values, or are plain switches, besides those that are known of the
    /// programs; default: none.</summary>
    public OptionForms OptionForms { get; init; } = OptionForms.None;

    /// <summary>Gets how often each case is run; at least 1, default 3.</summary>
    public int RunsPerCase { get; init; } = 3;

    /// <summary>Gets in which order the runs are executed; default <see cref="RunOrder.CaseByCase"/>. The others are for cases that are run
    /// a fixed number of times: not with <see cref="Search"/> or <see cref="Scan"/>.</summary>
    public RunOrder RunOrder { get; init; }

    /// <summary>Gets the links between server and benchmark parameters; combinations that break one are left out. Default: none.</summary>
    public IReadOnlyList<ParameterLink> Links { get; init; } = [];

    /// <summary>Gets whether the benchmark may ask another address than the server's, that of a proxy or a router; default false: it is
    /// refused where it can be seen.</summary>
    public bool AllowsOtherAddress { get; init; }

    /// <summary>Gets the number of prompts of the warm-up run before each case; 0 (the default): no warm-up. Its result is thrown
    /// away.</summary>
    public int WarmupPrompts { get; init; }

    /// <summary>Gets whether a server is started anew before each of its runs but the first, which empties its caches; default false: they
    /// are reset. Not with a warm-up, which would be lost.</summary>
    public bool RestartBetweenRuns { get; init; }

    /// <summary>Gets what happens after a failure; default <see cref="FailurePolicy.Stop"/>.</summary>
    public FailurePolicy OnFailure { get; init; }

    /// <summary>Gets how long a server may take to become ready; more than 0, default 300 s.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Gets whether readiness is checked; default true.</summary>
    public bool CheckReadiness { get; init; } = true;

    /// <summary>Gets how long one run may take; more than 0; null (the default): without limit.</summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary>
    /// Gets the largest share of its requests that may fail in a case that is run as it is or scanned, from 0 (the default) to below 1: one
    /// in which more failed is shown and never best. A search has a limit of its own (<see cref="Sla.SlaRules.FailedShareLimit"/> in its
    /// options).
    /// </summary>
    public double FailedShareLimit { get; init; }

    /// <summary>Gets what to search for in each case; null (the default): each case is run <see cref="RunsPerCase"/> times as it is, or
    /// scanned.</summary>
    public SearchDefinition? Search { get; init; }

    /// <summary>Gets how to scan the load in each case; null (the default): not at all. A sweep searches or scans, not both.</summary>
    public ScanDefinition? Scan { get; init; }

    /// <summary>Gets environment variables for the servers, in addition to the host's. Values are never logged or stored, and no JSON
    /// serializer writes them.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string?> ServerEnvironment { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// Gets the command line with which people resume the experiment, as text for a shell; null (the default): none. Reports show it. In it,
    /// <c>{experiment}</c> stands for the name of the experiment. Secrets are removed when it is stored.
    /// </summary>
    /// <example><code>ResumeCommand = "cd /srv/tuning &amp;&amp; dotnet run sweep.cs {experiment}"</code></example>
    public string? ResumeCommand { get; init; }

    /// <summary>Gets the forms of the server command's options.</summary>
    internal OptionForms ServeForms =>
        ((ServerProfile ?? (ServeCommand is null ? null : ServerProfiles.TryFind(ServeCommand)))?.OptionForms ?? OptionForms.None).And(
            OptionForms
        );

    /// <summary>Gets the forms of the benchmark command's options.</summary>
    internal OptionForms BenchForms =>
        ((BenchCommand is null ? null : BenchClient.TryFind(BenchCommand))?.OptionForms ?? OptionForms.None).And(OptionForms);

    /// <summary>Gets the metrics that every result must have.</summary>
    internal IReadOnlyList<string> RequiredMetrics => Search?.RequiredMetrics ?? Scan?.RequiredMetrics ?? [];

    /// <summary>Returns the members, commands without their keys and environments as names.</summary>
    public override string ToString() =>
        RecordText.Of(
            nameof(SweepDefinition),
            (nameof(ServeCommand), ServeCommand),
            (nameof(Endpoint), Endpoint),
            (nameof(ServerProfile), ServerProfile),
            (nameof(BenchCommand), BenchCommand),
            (nameof(ServeParameters), ServeParameters),
            (nameof(BenchParameters), BenchParameters),
            (nameof(OptionForms), OptionForms),
            (nameof(RunsPerCase), RunsPerCase),
            (nameof(RunOrder), RunOrder),
            (nameof(Links), Links),
            (nameof(AllowsOtherAddress), AllowsOtherAddress),
            (nameof(WarmupPrompts), WarmupPrompts),
            (nameof(RestartBetweenRuns), RestartBetweenRuns),
            (nameof(OnFailure), OnFailure),
            (nameof(ReadyTimeout), ReadyTimeout),
            (nameof(CheckReadiness), CheckReadiness),
            (nameof(RunTimeout), RunTimeout),
            (nameof(FailedShareLimit), FailedShareLimit),
            (nameof(Search), Search),
            (nameof(Scan), Scan),
            (nameof(ServerEnvironment), ServerEnvironment),
            (nameof(ResumeCommand), ResumeCommand is null ? null : SecretText.Redact(ResumeCommand))
        );
}
