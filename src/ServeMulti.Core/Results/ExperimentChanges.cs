using ServeMulti.Cases;

namespace ServeMulti.Results;

/// <summary>
/// Says why stored results are not those of a sweep: one line per difference, and a command that all cases share is one difference.
/// </summary>
internal sealed class ExperimentChanges
{
    private const int MaximumLines = 20;
    private const int MaximumComparisons = 1000;

    private readonly string _advice;
    private readonly string _ruleAdvice;
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private int _unlisted;

    /// <param name="location">What messages call the experiment.</param>
    public ExperimentChanges(string location)
    {
        _ruleAdvice =
            $"what is in {location} was concluded under the old rule; use another experiment name, or have it concluded again from the stored runs (ConcludeAgain, --conclude-again)";
        _advice = $"the results in {location} are of the old one; use another experiment name, or ask for what changed to be run again";
    }

    /// <summary>Gets the differences, one line each.</summary>
    public IReadOnlyList<string> Lines => _unlisted == 0 ? _lines : [.. _lines, $"... and {_unlisted} more differences"];

    /// <summary>Adds a difference that concerns the whole experiment.</summary>
    public void Add(string difference) => AddLine(difference);

    /// <summary>Adds a rule that differs.</summary>
    public void AddRule(string difference) => AddLine(difference, _ruleAdvice);

    /// <summary>Adds that a folder which is called like a planned case holds results of another case.</summary>
    /// <param name="name">The folder.</param>
    /// <param name="old">The case it holds; null where it is no longer known.</param>
    /// <param name="planned">The planned case.</param>
    public void AddConflict(string name, BenchmarkCase? old, BenchmarkCase planned)
    {
        if (old is null)
        {
            AddLine($"{name} holds results of a case that can no longer be identified");
            return;
        }

        var commands = CaseDifferences.OfCommands(old, planned).ToList();
        commands.ForEach(AddLine);
        var parameters = CaseDifferences.OfParameters(old, planned).ToList();
        if (parameters.Count > 0 || commands.Count == 0)
        {
            AddLine($"{name}: {(parameters.Count > 0 ? string.Join(", ", parameters) : "its identity changed")}");
        }
    }

    /// <summary>Adds that a case with results is gone from the sweep while others came: that is a change, and not a smaller or a larger
    /// sweep.</summary>
    /// <param name="name">The folder of the case that is gone.</param>
    /// <param name="old">The case that is gone; null where it is no longer known.</param>
    /// <param name="added">The cases that came.</param>
    public void AddRemoved(string name, BenchmarkCase? old, IReadOnlyList<BenchmarkCase> added)
    {
        if (old is null)
        {
            AddLine($"{name} is no longer in the sweep");
            return;
        }

        var (nearest, parameters) = added
            .Take(MaximumComparisons)
            .Select(one => (Case: one, Parameters: CaseDifferences.OfParameters(old, one).ToList()))
            .MinBy(one => one.Parameters.Count);
        var commands = CaseDifferences.OfCommands(old, nearest).ToList();
        commands.ForEach(AddLine);
        if (parameters.Count > 0 || commands.Count == 0)
        {
            AddLine($"{name} is no longer in the sweep ({string.Join(", ", parameters)})");
        }
    }

    /// <summary>Adds that there are more differences than are worth comparing.</summary>
    public void AddUnlisted(int count) => _unlisted += count;

    private void AddLine(string text) => AddLine(text, _advice);

    private void AddLine(string text, string advice)
    {
        // Arguments may hold line feeds; a problem is one line.
        var difference = text.ReplaceLineEndings("\\n");
        if (!_known.Add(difference))
        {
            return;
        }

        if (_lines.Count == MaximumLines)
        {
            _unlisted++;
            return;
        }

        _lines.Add($"{difference}: {advice}.");
    }
}
