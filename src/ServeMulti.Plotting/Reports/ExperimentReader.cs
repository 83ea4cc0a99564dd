using System.Text.Json;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Reports;

/// <summary>Collects what a report shows of a folder: the runs in it, and the answers, failures and facts of its
/// experiments.</summary>
internal sealed class ExperimentReader
{
    // The only folder or file; several have no path in common.
    private readonly string? _path;
    private readonly string _title;
    private readonly ResultReader _reader;
    private readonly List<ExperimentAnswer> _answers = [];
    private readonly List<ExperimentFailure> _failures = [];
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, CaseCommands> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Case, int Run), string> _logs = [];
    private readonly Lazy<SecretRedactor> _secrets;

    public ExperimentReader(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        string[] roots = [.. paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))];
        _path = roots.Length == 1 ? roots[0] : null;
        _title = string.Join(", ", roots.Select(path => Path.GetFileName(path) is { Length: > 0 } name ? name : path));
        _reader = new ResultReader(paths, cancellationToken) { AcceptsFailures = true };
        _secrets = new(CreateRedactor);
    }

    public async Task<ExperimentResults> ReadAsync()
    {
        var runs = await _reader.ReadAsync().ConfigureAwait(false);
        foreach (var experiment in _reader.Experiments)
        {
            var logs = RunLogs.Of(experiment);
            foreach (var one in experiment.Cases)
            {
                var called = _reader.NameOf(experiment, one);
                Add(experiment, one, called);
                foreach (var run in one.FinishedRuns)
                {
                    if (logs.Find(one, run) is { } log)
                    {
                        _logs[(called, run)] = log;
                    }
                }
            }
        }

        var drift = new List<string>();
        var machines = _reader
            .Experiments.Where(experiment => experiment.MachineNote is not null)
            .Select(experiment =>
                _reader.Experiments.Count == 1 ? experiment.MachineNote! : $"{experiment.Name}: {experiment.MachineNote}"
            );
        foreach (var experiment in _reader.Experiments)
        {
            var lines = (await ExperimentDrift.OfAsync(experiment).ConfigureAwait(false)).Describe();
            drift.AddRange(_reader.Experiments.Count == 1 ? lines : lines.Select(line => $"{experiment.Name}: {line}"));
        }

        var experiments = new List<ReportedExperiment>();
        foreach (var experiment in _reader.Experiments.Where(one => one.StartedAt is not null))
        {
            Attempt(
                "experiment.json",
                () => experiments.Add(ReportedExperiment.Of(experiment, _reader.LabelOf(experiment), ExperimentFacts.Of(experiment)))
            );
        }

        var own = experiments.FirstOrDefault(experiment => experiment.Folder == _path);
        return new ExperimentResults(_title, runs)
        {
            Answers = _answers,
            Failures = _failures,
            Facts = own?.Facts ?? [],
            Problems = [.. runs.Problems, .. _problems],
            Notes = [.. _reader.Experiments.SelectMany(experiment => experiment.Notes)],
            Machines = [.. machines],
            Drift = drift,
            Experiments = experiments,
            Experiment = _reader.Experiments.Count == 1 ? own : null,
            Commands = _commands,
            Logs = _logs,
            Folder = _path is null || Directory.Exists(_path) ? _path : Path.GetDirectoryName(_path),
        };
    }

    private void Add(StoredExperiment experiment, StoredCase one, string name)
    {
        if (CaseCommands.Of(experiment, one.Case) is { } commands)
        {
            _commands[name] = commands;
        }

        _failures.AddRange(
            one.Failures.Select(failed => new ExperimentFailure(name, failed.RunNumber, _secrets.Value.Redact(failed.Failure.Message))
            {
                LogPath = failed.Failure.LogPath,
                RecentOutput = [.. failed.Failure.RecentOutput.Select(_secrets.Value.Redact)],
            })
        );
        foreach (var (answer, content) in one.Answers)
        {
            Attempt($"{name}/{answer}.json", () => AddAnswer(experiment, content, name));
        }
    }

    /// <summary>Reports are made to be shared. What a sweep stores holds no secrets, but an older version, or another tool, stored
    /// them.</summary>
    private SecretRedactor CreateRedactor() =>
        new(
            _reader
                .Experiments.SelectMany(experiment => experiment.Cases)
                .Where(one => one.Failures.Count > 0)
                .SelectMany(one => new[] { one.Case.ServeCommand, one.Case.BenchCommand })
                .OfType<CommandLine>()
                .Distinct()
        );

    private void AddAnswer(StoredExperiment experiment, JsonElement answer, string name)
    {
        if (SearchAnswerReader.FindOtherRules(answer, experiment) is { } differences)
        {
            throw new FormatException($"Its answer was found under other rules than those of the experiment ({differences}).");
        }

        if (SearchAnswerReader.Parse(answer) is { } result)
        {
            _answers.Add(new ExperimentAnswer(name, result));
        }
    }

    private void Attempt(string file, Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (UnreadableResult.IsMeantBy(exception))
        {
            _problems.Add($"{file}: {exception.Message} It was skipped.");
        }
    }
}
