using System.Text.Json;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Plotting.Reports;

/// <summary>Puts together what a report shows of a folder: the runs in it, and the answers, failures and facts of its
/// experiments.</summary>
internal sealed class ExperimentReader
{
    private readonly string _path;
    private readonly ResultReader _reader;
    private readonly List<ExperimentAnswer> _answers = [];
    private readonly List<ExperimentFailure> _failures = [];
    private readonly List<string> _problems = [];

    public ExperimentReader(string path, CancellationToken cancellationToken)
    {
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        _reader = new ResultReader(_path, cancellationToken) { AcceptsFailures = true };
    }

    public async Task<ExperimentResults> ReadAsync()
    {
        var runs = await _reader.ReadAsync().ConfigureAwait(false);
        foreach (
            var (experiment, one) in _reader.Experiments.SelectMany(experiment => experiment.Cases, (experiment, one) => (experiment, one))
        )
        {
            Add(experiment, one, _reader.NameOf(experiment, one));
        }

        var facts = ReadFacts();
        return new ExperimentResults(Path.GetFileName(_path) is { Length: > 0 } name ? name : _path, runs)
        {
            Answers = _answers,
            Failures = _failures,
            Facts = facts,
            Problems = [.. runs.Problems, .. _problems],
            Notes = [.. _reader.Experiments.SelectMany(experiment => experiment.Notes)],
            Folder = Directory.Exists(_path) ? _path : Path.GetDirectoryName(_path),
        };
    }

    private void Add(StoredExperiment experiment, StoredCase one, string name)
    {
        _failures.AddRange(
            one.Failures.Select(failed => new ExperimentFailure(name, failed.RunNumber, failed.Failure.Message)
            {
                LogPath = failed.Failure.LogPath,
                RecentOutput = failed.Failure.RecentOutput,
            })
        );
        foreach (var answer in one.Answers)
        {
            Attempt($"{name}/{answer.Name}.json", () => AddAnswer(experiment, answer.Content, name));
        }
    }

    private void AddAnswer(StoredExperiment experiment, JsonElement answer, string name)
    {
        if (SearchAnswerReader.FindOtherRules(answer, experiment) is { } differences)
        {
            throw new FormatException($"Its answer was found under other rules than those of the experiment ({differences}).");
        }

        if (SearchAnswerReader.TryRead(answer) is { } result)
        {
            _answers.Add(new ExperimentAnswer(name, result));
        }
    }

    private IReadOnlyList<KeyValuePair<string, string>> ReadFacts()
    {
        IReadOnlyList<KeyValuePair<string, string>> facts = [];
        if (_reader.Experiments.FirstOrDefault(experiment => experiment.Folder == _path) is { } own)
        {
            Attempt("experiment.json", () => facts = ExperimentFacts.Of(own));
        }

        return facts;
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
