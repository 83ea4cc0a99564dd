using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ServeMulti.Benchmarking;
using ServeMulti.Files;
using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>An SLA: one or more criteria that must all hold. It may carry a name. Immutable.</summary>
public sealed class ServiceLevel : IReadOnlyList<ISlaCriterion>
{
    private readonly ISlaCriterion[] _criteria;

    /// <summary>Initializes a new instance from criteria.</summary>
    /// <param name="criteria">The criteria that must all hold; at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="criteria"/> is empty or holds null.</exception>
    public ServiceLevel(params IEnumerable<ISlaCriterion> criteria)
    {
        _criteria = [.. criteria];
        if (_criteria.Length == 0 || Array.Exists(_criteria, c => c is null))
        {
            throw new ArgumentException("An SLA needs at least one criterion.", nameof(criteria));
        }
    }

    /// <summary>Gets the name (<c>_benchmark_name</c>), or null.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the criteria as text, <c>p99_e2el_ms&lt;=500 and mean_ttft_ms&lt;100</c>; the name is not part of it.</summary>
    public string Text => string.Join(" and ", _criteria.Select(c => c.TextOrMetric()));

    /// <inheritdoc/>
    public int Count => _criteria.Length;

    /// <inheritdoc/>
    public ISlaCriterion this[int index] => _criteria[index];

    /// <summary>Reads an SLA file: a JSON list of objects <c>{ "metric": "&lt;=500" }</c>, or an object of named ones.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The SLAs in the order of the file; none for an empty list.</returns>
    /// <exception cref="InvalidInputException">The file cannot be read, or its content is not a list of SLAs; one line per
    /// problem.</exception>
    public static IReadOnlyList<ServiceLevel> Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string json;
        try
        {
            json = InputFile.ReadText(path, InputFile.LargestDocument);
        }
        catch (Exception e) when (UnreadableFile.IsMeantBy(e))
        {
            throw new InvalidInputException(UnreadableFile.Describe(path, e, "SLAs"), e);
        }

        return ParseList(json, path);
    }

    /// <summary>Parses the text of an SLA file.</summary>
    /// <param name="json">The text: a JSON list of objects <c>{ "metric": "&lt;=500" }</c>, or an object of named ones.</param>
    /// <param name="source">What messages call the text: a path, usually.</param>
    /// <returns>The SLAs in the order of the text; none for an empty list.</returns>
    /// <exception cref="InvalidInputException">The text is not a list of SLAs; one line per problem.</exception>
    public static IReadOnlyList<ServiceLevel> ParseList(string json, string source)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(source);
        return ServiceLevelReader.Read(json, source);
    }

    /// <summary>Parses criteria in one line, such as <c>p99_e2el_ms&lt;=500, mean_ttft_ms&lt;100</c>.</summary>
    /// <param name="text">Metrics with operator and target, separated by commas.</param>
    /// <exception cref="InvalidInputException">The text has no such form; every criterion that cannot be read has its line.</exception>
    public static ServiceLevel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var level, out var problems) ? level : throw new InvalidInputException(problems);
    }

    /// <summary>Parses criteria in one line, as <see cref="Parse"/> does.</summary>
    /// <param name="text">Metrics with operator and target, separated by commas.</param>
    /// <param name="level">The SLA; null if the text has no such form.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ServiceLevel? level)
    {
        level = null;
        return text is not null && TryParse(text, out level, out _);
    }

    /// <summary>Finds what makes the SLA unfit for a search: targets that are not finite.</summary>
    /// <returns>One line per problem; empty if there is none.</returns>
    public IReadOnlyList<string> FindProblems() =>
        [
            .. _criteria
                .Where(c => c.Metric is null)
                .Select(c =>
                    $"The criterion {c.GetType().Name} of an SLA returned null from Metric: it must name a metric of the benchmark's result."
                ),
            .. _criteria
                .OfType<ThresholdCriterion>()
                .Where(c => !double.IsFinite(c.Target))
                .Select(c => $"SLA \"{Name ?? Text}\", {c.Metric}: the target of {c.Text} is not a finite number."),
            .. _criteria
                .OfType<StoredCriterion>()
                .Select(c =>
                    $"SLA \"{Name ?? Text}\", {c.Metric}: the criterion \"{c.Text}\" was read from a file and cannot be evaluated; give the criterion itself."
                ),
        ];

    /// <summary>Judges what one run measured.</summary>
    /// <param name="result">The run's result.</param>
    /// <param name="rules">What else a verdict asks for; null: the defaults.</param>
    /// <param name="requestRate">The request rate of the run, in req/s, to be judged by the sustained rule; null (the default): not judged
    /// by it.</param>
    /// <exception cref="InvalidInputException">A rule is out of range.</exception>
    public SlaVerdict Judge(ResultDocument result, SlaRules? rules = null, double? requestRate = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Judge([result], rules, requestRate);
    }

    /// <summary>Judges what the runs of one case measured together: each criterion holds for the mean over the runs.</summary>
    /// <param name="results">The results of the runs that finished.</param>
    /// <param name="rules">What else a verdict asks for; null: the defaults.</param>
    /// <param name="requestRate">The request rate of the case, in req/s, to be judged by the sustained rule; null (the default): not judged
    /// by it.</param>
    /// <returns>The verdict; invalid if there is no result, or a metric is missing or not finite.</returns>
    /// <exception cref="InvalidInputException">A rule is out of range.</exception>
    public SlaVerdict Judge(IEnumerable<ResultDocument> results, SlaRules? rules = null, double? requestRate = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        rules ??= new();
        SettingCheck.ThrowIfAny(rules.FindProblems("SLA rules"));
        return VerdictJudge.Judge(this, [.. results.Select(r => RunFigures.Of(r))], rules, requestRate);
    }

    /// <inheritdoc/>
    public IEnumerator<ISlaCriterion> GetEnumerator() => ((IEnumerable<ISlaCriterion>)_criteria).GetEnumerator();

    /// <summary>Returns the name, or the criteria as text.</summary>
    public override string ToString() => Name ?? Text;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool TryParse(string text, [NotNullWhen(true)] out ServiceLevel? level, out List<string> problems)
    {
        problems = [];
        var criteria = new List<ISlaCriterion>();
        foreach (var part in text.Split(','))
        {
            var at = part.IndexOfAny(['<', '>', '=']);
            var metric = at < 0 ? "" : part[..at].Trim();
            if (metric.Length == 0)
            {
                problems.Add(
                    $"\"{Excerpt.Line(part.Trim())}\" is not a criterion: write a metric, an operator (<=, >=, <, >) and a number."
                );
            }
            else if (ThresholdCriterion.TryParse(metric, part[at..].TrimEnd(), out var criterion, out var problem))
            {
                criteria.Add(criterion);
            }
            else
            {
                problems.Add(problem);
            }
        }

        level = problems.Count == 0 ? new(criteria) : null;
        return level is not null;
    }
}
