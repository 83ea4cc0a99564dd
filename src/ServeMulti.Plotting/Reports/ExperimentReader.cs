using System.Text.Json;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sweeping;

namespace ServeMulti.Plotting.Reports;

/// <summary>Reads what stands in an experiment's folder beside its runs.</summary>
internal sealed class ExperimentReader
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };

    private readonly string _path;
    private readonly CancellationToken _cancellationToken;
    private readonly List<ExperimentAnswer> _answers = [];
    private readonly List<ExperimentFailure> _failures = [];
    private readonly List<string> _problems = [];
    private JsonElement? _experiment;

    public ExperimentReader(string path, CancellationToken cancellationToken)
    {
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        _cancellationToken = cancellationToken;
    }

    public ExperimentResults Read()
    {
        var isFolder = Directory.Exists(_path);
        if (isFolder)
        {
            ReadExperiment();
            ReadAnswersAndFailures();
        }

        var reader = new ResultReader(_path, _cancellationToken) { AcceptsNothing = _failures.Count > 0 || _answers.Count > 0 };
        var runs = reader.Read();
        IReadOnlyList<KeyValuePair<string, string>> facts = [];
        if (_experiment is { } known)
        {
            Attempt(Path.Combine(_path, ExperimentContext.FileName), _ => facts = ExperimentFacts.Read(known));
        }

        return new ExperimentResults(Path.GetFileName(_path) is { Length: > 0 } name ? name : _path, runs)
        {
            Answers = InTheOrderOfThePlan(),
            Failures = _failures,
            Facts = facts,
            Problems = [.. runs.Problems, .. _problems],
            Folder = isFolder ? _path : Path.GetDirectoryName(_path),
        };
    }

    private void ReadExperiment()
    {
        var file = Path.Combine(_path, ExperimentContext.FileName);
        if (File.Exists(file))
        {
            Attempt(file, json => _experiment = json.Clone());
        }
    }

    private void ReadAnswersAndFailures()
    {
        foreach (var file in Directory.EnumerateFiles(_path, "*.json", Everywhere).Order(Comparer<string>.Create(NaturalOrder.Compare)))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetFileName(file);
            var folder = Path.GetRelativePath(_path, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/');
            if (folder == "stale" || folder.StartsWith("stale/", StringComparison.Ordinal))
            {
                continue;
            }

            if (name.StartsWith("SLA-", StringComparison.Ordinal))
            {
                Attempt(file, json =>
                {
                    if (_experiment is { } experiment && SearchAnswerReader.FindOtherRules(json, experiment) is { } differences)
                    {
                        throw new FormatException($"Its answer was found under other rules than those of the experiment ({differences}).");
                    }

                    if (SearchAnswerReader.TryRead(json) is { } result)
                    {
                        _answers.Add(new ExperimentAnswer(folder, result));
                    }
                });
            }
            else if (name.StartsWith("run=", StringComparison.Ordinal) && name.EndsWith(".failure.json", StringComparison.Ordinal))
            {
                Attempt(file, json => _failures.Add(ReadFailure(json, folder)));
            }
        }
    }

    /// <summary>The first configuration of the plan is the one to compare with; folders stand in the order of their names.</summary>
    private IReadOnlyList<ExperimentAnswer> InTheOrderOfThePlan()
    {
        var context = ExperimentContext.None;
        if (_answers.Count > 1 && File.Exists(Path.Combine(_path, ExperimentContext.FileName)))
        {
            Attempt(Path.Combine(_path, ExperimentContext.FileName), _ => context = ExperimentContext.Read(_path));
        }

        return [.. _answers.OrderBy(answer => context.PlaceOf(answer.Case))];
    }

    private static ExperimentFailure ReadFailure(JsonElement json, string folder) => new(
        folder,
        json.TryGetProperty("run_number", out var number) && number.TryGetInt32(out var run) ? run : 0,
        Text(json, "message") ?? Text(json, "error") ?? "It failed without saying why.")
    {
        LogPath = Text(json, "log"),
        RecentOutput = json.TryGetProperty("recent_output", out var lines) && lines.ValueKind == JsonValueKind.Array ? [.. lines.EnumerateArray().Select(line => line.ToString())] : [],
    };

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private void Attempt(string file, Action<JsonElement> read)
    {
        try
        {
            using var document = JsonDocument.Parse(TolerantText.Normalize(File.ReadAllBytes(file)));
            read(document.RootElement);
        }
        catch (Exception exception) when (UnreadableResult.IsMeantBy(exception))
        {
            _problems.Add($"{Path.GetRelativePath(_path, file).Replace(Path.DirectorySeparatorChar, '/')}: {exception.Message} It was skipped.");
        }
    }
}
