using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Reports;

/// <summary>The figures of an experiment, in the order of the questions that they answer.</summary>
/// <param name="Figures">The figures that are shown first: at most eight.</param>
/// <param name="Notes">One line per figure that could not be drawn or was left out.</param>
public sealed record ReportFigures(IReadOnlyList<Figure> Figures, IReadOnlyList<string> Notes)
{
    private const int MostSearches = 12;
    private const int MostConfigurations = 40;
    private const int MostDifferences = 400;
    private const int MostDetailedRuns = 3000;

    /// <summary>Gets further figures, which a page folds: those of further workloads, pairs of parameters, and searches. The default is
    /// none.</summary>
    public IReadOnlyList<Figure> More { get; init; } = [];

    /// <summary>Draws the figures that suit the results: configurations side by side, latency against throughput, metrics against load,
    /// the effect of each parameter, heat maps of two parameters, Pareto frontiers, and the course of searches.</summary>
    /// <param name="results">The results.</param>
    /// <returns>The figures. A figure that cannot be drawn becomes a note.</returns>
    /// <exception cref="InvalidInputException">No configuration is called as the requested baseline.</exception>
    public static ReportFigures Draw(ExperimentResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        ReportBaseline.Check(results);
        var chosen = new FigureChoice();
        if (results.Runs.Count > 0)
        {
            DrawRuns(results, chosen);
        }

        DrawSearches(results, chosen);
        DrawDetails(results, chosen);
        return chosen.ToFigures();
    }

    /// <summary>Saves all figures as files.</summary>
    /// <param name="folder">The folder; it is created if it does not exist.</param>
    /// <param name="extension">The file format: <c>.svg</c> (default), <c>.png</c> or <c>.pdf</c>.</param>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="FigureExportException">A file cannot be written.</exception>
    public IReadOnlyList<string> Save(string folder, string extension = ".svg")
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        (Figure Figure, string Path)[] files =
        [
            .. Figures.Concat(More).Select(figure => (figure, Path.Combine(folder, FigureFileName.Of(figure.Name) + extension))),
        ];
        foreach (var (_, path) in files)
        {
            FigureExporter.Check(path);
        }

        foreach (var (figure, path) in files)
        {
            FigureExporter.Save(figure, path);
        }

        return [.. files.Select(file => file.Path)];
    }

    private static void DrawRuns(ExperimentResults results, FigureChoice chosen)
    {
        var runs = results.Runs;
        var isDetailed = runs.Count <= MostDetailedRuns;
        if (!isDetailed)
        {
            chosen.Notes.Add(
                "With so many runs, figures show only the means, without intervals and single runs; the table contains the intervals."
            );
        }

        var level = results.Answers.Select(answer => answer.Result.ServiceLevel).FirstOrDefault();
        var load = LoadFigures.FindVariable(runs);
        var hasLoads = load is not null && runs.Select(run => GroupValue.Of(run[load.Name])).Distinct().Skip(2).Any();
        var configurations = Count(runs, VaryingKeys.Of(runs, runs.ServerKeys));
        var workloads = Count(runs, VaryingKeys.Of(runs, runs.BenchmarkKeys));
        // Who names a baseline wants to see the differences from it, also at many loads. Those of a search have few in common.
        var isWanted = results.Baseline is null
            ? !hasLoads && workloads <= 8
            : results.Answers.Count == 0 && configurations * workloads <= MostDifferences;
        if (isWanted && configurations is > 1 and <= MostConfigurations)
        {
            chosen.Add(1, () => new FigureSet([ComparisonFigures.Draw(runs, new() { Baseline = results.Baseline })], []));
        }

        if (DefaultMetrics.FindLatency(runs) is { } latency && runs.Any(run => run.Has("request_throughput")))
        {
            chosen.Add(
                2,
                () =>
                    MetricFigures.Draw(
                        runs,
                        new MetricFigureOptions
                        {
                            Name = "THROUGHPUT",
                            YMetric = latency,
                            ServiceLevel = level,
                            Answers = AnswersWithin(results, level),
                            ShowsRuns = isDetailed,
                            ShowsErrorBars = isDetailed,
                            RowBy = FindRows(runs),
                        }
                    )
            );
        }

        if (hasLoads)
        {
            var options = new LoadFigureOptions
            {
                Variable = load,
                ServiceLevel = level,
                ShowsRuns = isDetailed,
                ShowsErrorBars = isDetailed,
            };
            chosen.Add(1, () => DrawLoads(runs, options, isMany: configurations > CurvePanels.MostInOne));
        }

        if (isDetailed)
        {
            DrawParameters(results, chosen);
        }

        var rates = new TokenRates("max_concurrency", null);
        if (runs.Where(run => rates.PerUser(run) is not null).Select(run => run.Case).Distinct().Skip(2).Any())
        {
            chosen.Add(1, () => new FigureSet([ParetoFigures.Draw(runs)], []));
        }
    }

    /// <summary>Many curves are spread over panels, which leaves room for one metric.</summary>
    private static FigureSet DrawLoads(RunSet runs, LoadFigureOptions options, bool isMany) =>
        !isMany
            ? new FigureSet([LoadFigures.Draw(runs, options)], [])
            : new FigureSet(
                [
                    .. LoadFigures
                        .MetricsOf(runs)
                        .Select(
                            (metric, place) =>
                                LoadFigures.Draw(
                                    runs,
                                    options with
                                    {
                                        Metrics = [metric],
                                        Name = place == 0 ? options.Name : $"{options.Name}-{place + 1}",
                                    }
                                )
                        ),
                ],
                []
            );

    /// <summary>Many configurations are drawn as small multiples: a row of panels per value of a parameter.</summary>
    private static string[] FindRows(RunSet runs)
    {
        const int MostCurves = 16;
        const int MostRows = 6;
        var keys = VaryingKeys.Of(runs, runs.ServerKeys);
        return keys.Count < 2 || Count(runs, keys) <= MostCurves
            ? []
            :
            [
                .. keys.Select(key => (key, Count: FigurePanels.Count(runs, [key])))
                    .Where(pair => pair.Count <= MostRows)
                    .OrderBy(pair => pair.Count)
                    .Select(pair => pair.key)
                    .TakeLast(1),
            ];
    }

    /// <summary>Draws what parameters do. Where searches have answers, the answers are compared, because loads differ.</summary>
    private static void DrawParameters(ExperimentResults results, FigureChoice chosen)
    {
        var runs = results.Runs;
        var configuration = VaryingKeys.Of(runs, runs.ServerKeys);
        // A name alone has no order, and the bars already compare it.
        if (configuration.Count == 0 || (configuration.Count == 1 && !runs.All(run => run[configuration[0]].TryFindNumber(out _))))
        {
            return;
        }

        ServiceLevel?[] levels = [.. results.Answers.Select(answer => answer.Result.ServiceLevel).DistinctBy(level => level.Text)];
        foreach (var (level, index) in (levels.Length == 0 ? [null] : levels).Select((level, index) => (level, index)))
        {
            var answers = AnswersWithin(results, level);
            var suffix = index == 0 ? "" : $"-{index + 1}";
            chosen.Add(
                index == 0 ? 1 : 0,
                () =>
                    ParameterFigures.Draw(
                        runs,
                        new()
                        {
                            Name = $"EFFECT{suffix}",
                            ServiceLevel = level,
                            Answers = answers,
                        }
                    )
            );
            chosen.Add(index == 0 ? 1 : 0, () => HeatMapFigures.Draw(runs, new() { Name = $"HEATMAP{suffix}", Answers = answers }));
        }
    }

    /// <summary>Draws single requests, if results have them.</summary>
    private static void DrawDetails(ExperimentResults results, FigureChoice chosen)
    {
        var level = results.Answers.Select(answer => answer.Result.ServiceLevel).FirstOrDefault();
        var (distributions, timelines) = new DetailFigures(results.Runs, AnswersWithin(results, level), level).Draw();
        chosen.Add(1, () => distributions);
        chosen.Add(1, () => timelines);
    }

    /// <summary>Draws the searches, those of the winners first: the largest load within each SLA on each workload.</summary>
    private static void DrawSearches(ExperimentResults results, FigureChoice chosen)
    {
        var labels = new CaseLabels(results.Runs);
        var numbered = results.Answers.Select((answer, index) => (answer, index)).ToArray();
        var winners = numbered
            .GroupBy(pair => (pair.answer.Result.ServiceLevel.Text, labels.Split(pair.answer.Case).Workload))
            .Select(group => group.MaxBy(pair => pair.answer.Result.Load ?? double.NegativeInfinity).index)
            .ToHashSet();
        var ordered = numbered.OrderBy(pair => winners.Contains(pair.index) ? 0 : 1).ToArray();
        chosen.Add(
            2,
            () =>
                new FigureSet(
                    [
                        .. ordered
                            .Take(MostSearches)
                            .Select(pair =>
                                SearchFigures.Draw(pair.answer.Result, labels.Of(pair.answer.Case), $"SEARCH-{pair.index + 1}")
                            ),
                    ],
                    ordered.Length > MostSearches ? [$"The figures of {ordered.Length - MostSearches} more searches are left out."] : []
                )
        );
    }

    private static Dictionary<string, SlaSearchResult> AnswersWithin(ExperimentResults results, ServiceLevel? level) =>
        results
            .Answers.Where(answer => answer.Result.ServiceLevel.Text == level?.Text)
            .DistinctBy(answer => answer.Case)
            .ToDictionary(answer => answer.Case, answer => answer.Result);

    private static int Count(RunSet runs, IReadOnlyList<string> keys) =>
        runs.Count == 0 ? 0 : RunGroup.By([.. runs], keys, "report", runs.Keys).Count;
}
