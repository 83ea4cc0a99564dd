using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Reports;

/// <summary>Chooses the cases whose single requests are drawn, and draws them: configurations at the same load, or at the answers of
/// searches.</summary>
internal sealed class DetailFigures(RunSet runs, IReadOnlyDictionary<string, SlaSearchResult> answers, ServiceLevel? level)
{
    private const int MostCurves = 16;
    private const int MostFigures = 6;
    private const int MostTimelines = 6;
    private const int SmallestDetailed = 2048;
    private const int MostTried = 8;
    private const long MostBytes = 1L << 30;

    private readonly RunIdentity _identity = new(runs);
    private readonly CaseLabels _labels = new(runs);
    private readonly List<Figure> _distributions = [];
    private readonly List<Figure> _timelines = [];
    private readonly List<string> _problems = [];
    private long _bytes;

    public (FigureSet Distributions, FigureSet Timelines) Draw()
    {
        // Results without single requests are short; of the others the file says whether it has them.
        var detailed = runs.Where(run => SizeOf(run) >= SmallestDetailed).ToHashSet();
        if (detailed.Count > 0 && HasTimes(detailed))
        {
            foreach (var workload in RunGroup.By(runs, _identity.Workload, "workload", runs.Keys))
            {
                DrawWorkload(RunGroup.Describe(_identity.Workload, workload.Values), [.. workload.Runs.Where(detailed.Contains)]);
            }
        }

        return (new FigureSet(_distributions, _problems), new FigureSet(_timelines, []));
    }

    private bool HasTimes(HashSet<RunValues> detailed) => detailed.Take(MostTried).Any(run => Read(run) is not null);

    private void DrawWorkload(string label, RunValues[] own)
    {
        foreach (var (load, cases) in ByLoad(own))
        {
            if (_distributions.Count == MostFigures)
            {
                return;
            }

            var samples = new List<RequestSample>();
            foreach (var one in cases.Take(MostCurves))
            {
                var times = one.Select(run => (Run: run, Times: Read(run))).Where(pair => pair.Times is not null).ToArray();
                if (times.Length > 0)
                {
                    var name = _labels.ConfigurationOf(one[0]) is { Length: > 0 } configuration ? configuration : "all requests";
                    samples.Add(
                        new RequestSample(answers.Count > 0 ? $"{name}, {LoadOf(one[0])}" : name, [.. times.Select(pair => pair.Times!)])
                    );
                    AddTimeline(
                        string.Join(", ", new[] { name, label, LoadOf(one[0]), times[0].Run.Source }.Where(text => text.Length > 0)),
                        times[0].Times!
                    );
                }
            }

            if (cases.Count > MostCurves)
            {
                _problems.Add($"The distributions of {cases.Count - MostCurves} more configurations are left out.");
            }

            var subtitle = string.Join(", ", new[] { label, load }.Where(text => text.Length > 0));
            if (DistributionFigures.Draw(Named("DISTRIBUTION", _distributions.Count), subtitle, samples, level) is { } figure)
            {
                _distributions.Add(figure);
            }
        }
    }

    /// <summary>Groups cases by load: first the largest load that most configurations have. After a search, every configuration is at the
    /// largest load that passed.</summary>
    private IEnumerable<(string Load, IReadOnlyList<RunValues[]> Cases)> ByLoad(RunValues[] own)
    {
        var cases = own.GroupBy(run => run.Case).Select(group => group.ToArray()).ToArray();
        if (answers.Count == 0)
        {
            return cases
                .GroupBy(one => LoadOf(one[0]))
                .Select(group => (group.Key, (IReadOnlyList<RunValues[]>)[.. group]))
                .OrderByDescending(group => group.Item2.Count)
                .ThenByDescending(group => group.Key, Comparer<string>.Create(NaturalOrder.Compare));
        }

        RunValues[][] passing =
        [
            .. answers
                .Select(answer =>
                    cases.FirstOrDefault(one =>
                        one[0].Case.StartsWith(answer.Key + "/", StringComparison.Ordinal)
                        && one[0].TryFindNumber(answer.Value.Variable.Name, out var load)
                        && load == answer.Value.Passing
                    )
                )
                .OfType<RunValues[]>(),
        ];
        return passing.Length == 0 ? [] : [("at the largest load that passed", passing)];
    }

    private static string LoadOf(RunValues run) =>
        string.Join(", ", RunIdentity.Loads.Where(key => !run[key].IsEmpty).Select(key => $"{key}={GroupValue.Of(run[key])}"));

    private void AddTimeline(string label, RequestTimes times)
    {
        if (_timelines.Count < MostTimelines && TimelineFigures.Draw(Named("TIMELINE", _timelines.Count), label, times) is { } figure)
        {
            _timelines.Add(figure);
        }
    }

    private static string Named(string name, int index) => index == 0 ? name : $"{name}-{index + 1}";

    private static long SizeOf(RunValues run) => run.Path.Length > 0 && File.Exists(run.Path) ? new FileInfo(run.Path).Length : 0;

    private RequestTimes? Read(RunValues run)
    {
        if ((_bytes += SizeOf(run)) > MostBytes)
        {
            const string TooMuch = "Single requests of further runs are left out: their files are too large together.";
            if (!_problems.Contains(TooMuch))
            {
                _problems.Add(TooMuch);
            }

            return null;
        }

        try
        {
            return RequestTimesReader.TryRead(run);
        }
        catch (Exception exception) when (UnreadableResult.IsMeantBy(exception))
        {
            _problems.Add($"{run.Source}: its single requests are not drawn: {exception.Message}");
            return null;
        }
    }
}
